"""The forms of names: declined, suffixed, written over into other scripts, composed. Pure; made when config loads."""

from presswatch.forms.declension import is_given_name
from presswatch.forms.entries import given_of, is_chinese, of_office, of_organisation, of_person, surname_of
from presswatch.forms.form import Form, MadeBy
from presswatch.forms.script import PROCLITICS

__all__ = [
    "PROCLITICS",
    "Form",
    "MadeBy",
    "given_of",
    "is_chinese",
    "is_given_name",
    "of_office",
    "of_organisation",
    "of_person",
    "surname_of",
]
