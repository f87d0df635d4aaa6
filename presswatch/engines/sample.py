"""What tells one version of the tokeniser and the stemmers from another."""

from __future__ import annotations

# A sentence in each of several languages: what the tokeniser and the stemmers make of them is their version.
SAMPLE = (
    ("en", "The ministers' statements on COVID-19, naïve cafés, 1,234.5 and the SCO's sanctioned U.S. companies"),
    ("ru", "Министры иностранных дел подписали совместные заявления, ещё 75-летие Победы в объединённых странах"),
    ("fr", "Les ministères des Affaires étrangères ont condamné l'œuvre des sanctions européennes"),
    ("de", "Die Außenministerinnen erklärten größere Übereinstimmungen"),
    ("es", "Las declaraciones conjuntas de los cancilleres latinoamericanos"),
    ("tr", "Dışişleri bakanlarının açıklamaları İstanbul'da yayımlandı"),
    ("ar", "وَزَارَةُ الخارجية والوزراء يجتمعون"),
    ("fa", "نشست‌های وزیران امور خارجه"),
    ("kk", "Сыртқы істер министрлерінің кеңесі"),
    ("uz", "O‘zbekiston tashqi ishlar vazirlari, Gʻarb"),
    ("zh", "上海合作组织5G网络外长会议"),
    ("ja", "外務大臣のカンファレンス"),
    ("ko", "외교장관들이 회담했다"),
    ("hi", "विदेश मंत्रियों की बैठकें"),
    ("th", "รัฐมนตรีต่างประเทศ"),
    ("el", "Οι υπουργοί Εξωτερικών συναντήθηκαν"),
    ("hy", "Արտաքին գործերի նախարարները"),
)
