"""The headline that readers see, on small pages laid out as common systems and government portals lay them out.

The pages and all that stands on them are made up.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import NamedTuple

import pytest

from crawlers.extract import Hints, Reading, read_page

PROSE = {
    "en": "The delegations discussed trade, transport and the security of their common borders for three hours. " * 3,
    "ru": "Стороны в течение трёх часов обсуждали торговлю, транспорт и безопасность общих границ двух стран. " * 3,
    "kk": "Тараптар үш сағат бойы сауданы, көлікті және екі елдің ортақ шекарасының қауіпсіздігін талқылады. " * 3,
    "uz": "Tomonlar uch soat davomida savdo, transport va ikki mamlakat chegaralari xavfsizligini muhokama qildi. " * 3,
    "zh": "双方用三个小时讨论了贸易、交通以及两国共同边界的安全问题，并就今年的会谈日程达成一致意见。" * 4,
    "fa": "دو طرف به مدت سه ساعت درباره تجارت، حمل و نقل و امنیت مرزهای مشترک دو کشور گفت‌وگو کردند. " * 3,
    "ar": "ناقش الجانبان لمدة ثلاث ساعات التجارة والنقل وأمن الحدود المشتركة بين البلدين في لقاء مطول. " * 3,
    "tr": "Taraflar üç saat boyunca ticareti, ulaştırmayı ve iki ülkenin ortak sınırlarının güvenliğini görüştü. " * 3,
}


class Layout(NamedTuple):
    name: str
    title: str  # expected
    body: str
    window: str = ""
    head: str = ""
    ld: dict[str, object] | None = None
    language: str = "en"
    host: str = "www.news.example"
    site: str = ""  # the source's name
    hint: str = ""
    after: str = ""  # the text


def og(title: str, site: str = "") -> str:
    named = f'<meta property="og:site_name" content="{site}">' if site else ""
    return f'<meta property="og:title" content="{title}">{named}'


def article(headline: str, publisher: str = "") -> dict[str, object]:
    said = {"@context": "https://schema.org", "@type": "NewsArticle", "headline": headline}
    return said | ({"publisher": {"@type": "Organization", "name": publisher}} if publisher else {})


MET = "Ministers sign border agreement in Astana"
RU = "Министры подписали соглашение о границе"
KK = "Министрлер шекара туралы келісімге қол қойды"
UZ = "Vazirlar chegara toʻgʻrisida kelishuv imzoladi"
ZH = "两国外长签署边界协定并举行会谈"
FA = "وزیران خارجه توافق مرزی را امضا کردند"
AR = "وزيرا الخارجية يوقعان اتفاق الحدود"
TR = "Bakanlar sınır anlaşmasını imzaladı"
MFA = "Министерство иностранных дел Северной республики"

LAYOUTS = [
    # Common systems
    Layout(
        "WordPress",
        MET,
        f'<header><p class="site-title"><a href="/">Steppe Daily</a></p></header><h1 class="entry-title">{MET}</h1>',
        window=f"{MET} &#8211; Steppe Daily",
        head=og(MET, "Steppe Daily"),
    ),
    Layout(
        "WordPress with the site in an h1",
        MET,
        f'<h1 class="site-title"><a href="/">Steppe Daily</a></h1><h2 class="entry-title">{MET}</h2>',
        window=f"{MET} | Steppe Daily",
        head='<meta property="og:site_name" content="Steppe Daily">',
    ),
    Layout(
        "Yoast, whose title for sharing ends with the site",
        MET,
        f"<h1>{MET}</h1>",
        window=f"{MET} - Steppe Daily",
        head=og(f"{MET} - Steppe Daily", "Steppe Daily"),
    ),
    Layout(
        "Drupal",
        MET,
        f'<h1 class="page-header"><span class="field field--name-title">{MET}</span></h1>',
        window=f"{MET} | Office of the President",
    ),
    Layout(
        "Drupal, h2 of the block repeats nothing",
        MET,
        f'<h1 class="title">{MET}</h1><h2 class="block-title">Office of the President</h2>',
        window=f"{MET} | Office of the President",
    ),
    Layout(
        "Bitrix, the site's name first",
        RU,
        f'<div class="news-detail"><h3>{RU}</h3></div>',
        window=f"{MFA} - {RU}",
        language="ru",
        site=MFA,
    ),
    Layout(
        "Bitrix, section in the h1",
        RU,
        f'<h1 id="pagetitle">Новости ведомства</h1><h2>{RU}</h2>',
        window=f"{RU} - Новости ведомства",
        language="ru",
    ),
    Layout(
        "Joomla",
        MET,
        f'<h2 itemprop="headline">{MET}</h2>',
        window=f"Steppe Daily - {MET}",
        host="steppedaily.example",
        site="Steppe Daily",
    ),
    Layout(
        "TYPO3, everything in the window title",
        MET,
        f'<div class="header"><h1>{MET}</h1></div>',
        window=f"Federal Office: {MET}",
        site="Federal Office",
    ),
    Layout("AMP", MET, f'<h1 class="amp-wp-title">{MET}</h1>', window=MET, ld=article(MET, "Steppe Daily")),
    Layout("Next.js, JSON-LD only", MET, '<div id="__next"></div>', window="Steppe Daily", ld=article(MET)),
    Layout(
        "JSON-LD in a graph, headline escaped twice",
        "Ministers' «joint» plan for the border",
        "<h1>Ministers’ “joint” plan for the border</h1>",
        ld={
            "@context": "https://schema.org",
            "@graph": [article("Ministers&amp;#39; &laquo;joint&raquo; plan for the border")],
        },
    ),
    Layout(
        "two h1, the second in the footer",
        MET,
        f"<article><h1>{MET}</h1></article><footer><h1>Steppe Daily since 1931</h1></footer>",
        window="Steppe Daily",
    ),
    # What the page shows, against what it tells machines
    Layout(
        "the h1 ends the trail, the headline is an h2",
        "Handshake at the river after ten years",
        "<nav class='breadcrumb'><ol><li><h1>Border agreement: ministers sign in Astana</h1></li></ol></nav>"
        "<h2><span class='kicker'>Astana</span> <span>Handshake at the river after ten years</span></h2>",
        window="Border agreement: ministers sign in Astana | Steppe Daily",
        head=og("Handshake at the river after ten years", "Steppe Daily"),
        ld=article("Border agreement: ministers sign in Astana"),
    ),
    Layout(
        "the trail is a list with microdata",
        "Handshake at the river after ten years",
        "<ul itemtype='https://schema.org/BreadcrumbList'><li><h1>Border agreement: ministers sign in Astana</h1></li>"
        "</ul><h2>Handshake at the river after ten years</h2>",
        window="Border agreement: ministers sign in Astana",
        head=og("Handshake at the river after ten years"),
        ld=article("Border agreement: ministers sign in Astana"),
    ),
    Layout(
        "the h1 is for screen readers",
        "Handshake at the river after ten years",
        "<h1 class='sr-only'>Border agreement news</h1><h2 class='big'>Handshake at the river after ten years</h2>",
        head=og("Handshake at the river after ten years"),
    ),
    Layout(
        "an h1 out of sight is better than nothing",
        MET,
        f"<h1 class='visually-hidden'>{MET}</h1>",
        window="News",
    ),
    Layout(
        "sharing has words of its own",
        MET,
        f"<h1>{MET}</h1>",
        window=f"{MET} | Steppe Daily",
        head=og("You won't believe who shook hands today", "Steppe Daily"),
        ld=article(MET),
    ),
    Layout(
        "search engines have words of their own",
        MET,
        f"<h1>{MET}</h1>",
        window="Border, Astana, ministers: latest news",
        head=og(MET),
        ld=article("Border: Astana agreement, all you need to know"),
    ),
    Layout(
        "kicker in the h1, and another one for machines",
        "Handshake at the river after ten years",
        "<h1><span class='overline'>Talks in Astana</span><span class='offscreen'> - </span>"
        "<span>Handshake at the river after ten years</span></h1>",
        window="Border agreement: Handshake at the river after ten years",
        head=og("Border agreement: Handshake at the river after ten years"),
    ),
    Layout(
        "kicker in the h1, and nobody else says the title",
        "Handshake at the river after ten years",
        "<h1><small class='kicker'>Talks in Astana</small>Handshake at the river after ten years</h1>",
    ),
    Layout(
        "kicker above the h1",
        MET,
        f"<p class='kicker'>Foreign policy</p><h1>{MET}</h1>",
        window=f"{MET} - Foreign policy - Steppe Daily",
        site="Steppe Daily",
    ),
    Layout(
        "the topic belongs to the title where two places say so",
        "Border talks: handshake at the river after ten years",
        "<h1>Handshake at the river after ten years</h1>",
        head=og("Border talks: handshake at the river after ten years"),
        ld=article("Border talks - handshake at the river after ten years"),
        window="Border talks: handshake at the river after ten years",
    ),
    Layout(
        "h1 in capitals",
        MET,
        f"<h1>{MET.upper()}</h1>",
        head=og(MET),
        ld=article(MET.upper()),
    ),
    Layout(
        "cut without a word",
        "Ministers of the two neighbouring countries sign the agreement on their common border in Astana, "
        "and a second one on water",
        "<h1>Ministers of the two neighbouring countries sign the agreement on their common border in Astana, "
        "and a second one on water</h1>",
        ld=article(
            "Ministers of the two neighbouring countries sign the agreement on their common border in Astana, and a"
        ),
    ),
    Layout(
        "the same title for sharing on every page",
        RU,
        f"<h1>{RU}</h1>",
        window=RU,
        head=og(MFA, MFA),
        language="ru",
    ),
    Layout(
        "teasers of other articles are no headlines",
        MET,
        f"<h1>{MET}</h1><aside><h2>Rivers rise in the north</h2><h2>Steppe Daily</h2></aside>",
        window=f"{MET} | Steppe Daily",
    ),
    Layout(
        "reading time in the h1",
        MET,
        f"<h1><span>{MET}</span> <span class='badge'>5 min read</span></h1>",
        window=f"{MET} | Steppe Daily",
    ),
    Layout(
        "the publisher is signed with the headline",
        MET,
        f"<h1>{MET}</h1>",
        head=og("Handshake in Astana"),
        ld=article(MET, MET),
    ),
    # Portals
    Layout(
        "portal ru: the h1 is the ministry",
        RU,
        f"<header><h1>{MFA}</h1></header><div class='news'><h2>{RU}</h2></div>",
        window=f"{RU} | {MFA}",
        language="ru",
        site=MFA,
    ),
    Layout(
        "portal ru: no heading at all",
        RU,
        f"<table><tr><td class='zag'>{RU}</td></tr></table>",
        window=f"{RU} :: Пресс-служба",
        language="ru",
    ),
    Layout(
        "portal ru: a title with a dash keeps it",
        "Северная республика — за мир на границе",
        "<h1>Северная республика — за мир на границе</h1>",
        window="Северная республика — за мир на границе — Вестник",
        head='<meta property="og:site_name" content="Вестник">',
        language="ru",
    ),
    Layout(
        "portal kk",
        KK,
        f"<h1>Жаңалықтар мен оқиғалар</h1><h3 class='news-title'>{KK}</h3>",
        window=f"{KK} | Жаңалықтар мен оқиғалар | Баспасөз қызметі",
        language="kk",
    ),
    Layout(
        "portal uz",
        UZ,
        f"<div class='post'><div class='post-title'>{UZ}</div></div>",
        window=f"{UZ} — Matbuot xizmati",
        language="uz",
    ),
    Layout(
        "portal zh: title in a table, underscores",
        ZH,
        f"<table><tr><td class='bt'>{ZH}</td></tr></table>",
        window=f"{ZH}_北方共和国外交部",
        language="zh",
        site="北方共和国外交部",
    ),
    Layout(
        "portal zh: h1 and a full-width bar",
        ZH,
        f"<h1>{ZH}</h1>",
        window=f"{ZH}｜要闻｜北方日报",
        language="zh",
    ),
    Layout(
        "portal fa",
        FA,
        f"<h2 class='lead-title'><a href='/fa/1'>{FA}</a></h2>",
        window=f"خبرگزاری شمال - {FA}",
        language="fa",
        site="خبرگزاری شمال",
    ),
    Layout(
        "portal ar: kicker before the h1",
        AR,
        f"<h4>سياسة خارجية</h4><h1>{AR}</h1>",
        window=f"{AR} | وكالة الشمال",
        head=og(f"{AR} | وكالة الشمال", "وكالة الشمال"),
        language="ar",
    ),
    Layout(
        "portal tr: section in the h1",
        TR,
        f"<h1>Basın Açıklamaları</h1><h2>{TR}</h2>",
        window=f"{TR} / Basın Açıklamaları / Dışişleri",
        language="tr",
    ),
    Layout(
        "portal ru: a short section in the h1, the headline in a box",
        RU,
        f"<h1>Новости</h1><div class='name'>{RU}</div>",
        window=f"{RU} | Новости | Пресс-служба",
        language="ru",
    ),
    Layout(
        "portal ru: a short section in the h1, and no headline",
        f"{RU} | Новости",
        "<h1>Новости</h1>",
        window=f"{RU} | Новости",
        language="ru",
    ),
    Layout(
        "portal ru: the ministry's name is in the footer, and longer",
        RU,
        f"<h1>{RU}</h1>",
        window=f"{MFA} — {RU}",
        after=f"<div class='bottom'><h3>{MFA}</h3><div>{MFA}</div></div>",
        language="ru",
    ),
    Layout(
        "portal ru: the ministry's name above, nowhere said to be that",
        RU,
        f"<div class='top'>{MFA}</div><div class='menu'><a href='/a'>О министерстве</a></div><h1>{RU}</h1>",
        window=f"{MFA} — {RU}",
        language="ru",
    ),
    Layout(
        "portal with numbered statements",
        "No: 14, 3 February, statement on the border agreement",
        "<h1>No: 14, 3 February, statement on the border agreement</h1>",
        window="No: 14, 3 February, statement on the border agreement / Foreign Office",
        site="Foreign Office",
    ),
    Layout(
        "the feed's title is one that the page has",
        MET,
        f"<h1>{MET}</h1>",
        head=og("Handshake at the river after ten years"),
        ld=article("Handshake at the river after ten years"),
        hint=MET,
    ),
]


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.name)
def test_the_title_is_the_headline_that_readers_see(layout: Layout):
    assert read(layout).title == layout.title


def read(layout: Layout) -> Reading:
    ld = f'<script type="application/ld+json">{json.dumps(layout.ld)}</script>' if layout.ld else ""
    window = f"<title>{layout.window}</title>" if layout.window else ""
    text = "".join(f"<p>{PROSE[layout.language]}</p>" for _ in range(3))
    body = (
        f'<!doctype html><html lang="{layout.language}"><head><meta charset="utf-8">{window}{layout.head}{ld}</head>'
        f'<body>{layout.body}<div class="text">{text}</div>{layout.after}</body></html>'
    )
    reading = read_page(
        body.encode(),
        url=f"https://{layout.host}/world/1042",
        fetched_at=datetime(2026, 3, 1, tzinfo=UTC),
        content_type="text/html; charset=utf-8",
        hints=Hints(site=layout.site, title=layout.hint),
    )
    assert isinstance(reading, Reading)
    return reading
