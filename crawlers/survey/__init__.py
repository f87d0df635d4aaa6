"""A survey: looking at a site as a person would who wants to watch it.

It finds the site's feeds, sitemaps and list of headlines, tries three articles, and says which to watch and why. Run as
`python -m crawlers.survey`, in a process of its own, by `presswatch sources add`.
"""

from crawlers.survey.findings import Asked, Candidate, CandidateKind, Survey, Tried

__all__ = ["Asked", "Candidate", "CandidateKind", "Survey", "Tried"]
