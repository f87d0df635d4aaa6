"""The workers: Celery tasks that read articles, place them in stories, match rules and deliver alerts."""
