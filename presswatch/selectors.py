"""Selectors of the config: CSS, or XPath where it begins as a path does, with `/`, `./` or `(`.

XPath 1.0, with the regular expressions of EXSLT as `re:test()`.
"""

from __future__ import annotations

from functools import lru_cache

import cssselect
from lxml import etree

_PATH = ("/", "./", "(")
_NAMESPACES = {"re": "http://exslt.org/regular-expressions"}


def is_xpath(selector: str) -> bool:
    return selector.lstrip().startswith(_PATH)


@lru_cache(256)
def compiled(selector: str) -> etree.XPath:
    """Raises `ValueError` for what is neither, or selects anything but elements and attributes.

    Its text continues a sentence that begins with the selector.
    """
    if not is_xpath(selector):
        return etree.XPath(_translated(selector))
    try:
        path = etree.XPath(selector.strip(), namespaces=_NAMESPACES)
        found = path(etree.Element("html"))  # some mistakes show only now
    except etree.XPathError as error:
        raise ValueError(f"is no XPath: {error}") from error
    if not isinstance(found, list):
        raise ValueError("selects no elements, but a text or a number")  # noqa: TRY004 - of the selector, not a type
    return path


def select(root: etree._Element, selector: str) -> list[etree._Element | str]:
    """What a selector meets within `root`, in the document's order: elements, or texts of attributes.

    Raises `ValueError` as `compiled` does.
    """
    try:
        found = compiled(selector)(root)
    except etree.XPathError as error:
        raise ValueError(f"is no XPath: {error}") from error
    return [each for each in found if isinstance(each, str) or isinstance(each.tag, str)]


def _translated(selector: str) -> str:
    try:
        for each in cssselect.parse(selector):
            if each.pseudo_element:
                raise ValueError('selects no elements; leave out what begins with "::"')
        return cssselect.HTMLTranslator().css_to_xpath(selector)
    except cssselect.SelectorError as error:
        raise ValueError(f"is no CSS selector: {error}") from error
