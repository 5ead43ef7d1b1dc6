"""Layouts of Central and Eastern Europe and Turkey, in Latin letters.

Source: the X keyboard configuration database (xkeyboard-config); __init__.py says how to read them.
"""

ROWS: dict[str, str] = {
    "pl": r"""
        `~¬∨ 1!≠¡ 2@²¿ 3#³£ 4$¢¼ 5%€‰ 6^½∧ 7&§≈ 8*·¾ 9(«± 0)»° -_–— =+◌̧◌̨
        qQπΩ wWœŒ eEęĘ rR©® tTß™ yY←¥ uU↓↑ iI→↔ oOóÓ pPþÞ [{◌̈◌̊ ]}◌̃◌̄
        aAąĄ sSśŚ dDðÐ fFæÆ gGŋŊ hH’• jJəƏ kK… lLłŁ ;:◌́◌̋ '"◌̂◌̌ \|◌̀◌̆
        <>|¦ zZżŻ xXźŹ cCćĆ vV„‘ bB”“ nNńŃ mMµ∞ ,<≤× .>≥÷ /?◌̣◌̇
    """,
    "cz": r"""
        ;◌̊`~ +1!◌̃ ě2@◌̌ š3#◌̂ č4$◌̆ ř5%◌̊ ž6^◌̨ ý7&◌̀ á8*◌̇ í9{◌́ é0}◌̋ =%\◌̈ ◌́◌̌◌̄◌̧
        qQ\Ω wW|§ eE€E rR¶® tTŧŦ zZ←¥ uU↓↑ iI→ı oOøØ pPþÞ ú/[÷ )(]×
        aA~Æ sSđẞ dDĐÐ fF[ª gG]Ŋ hH`Ħ jJ'◌̛ kKł& lLŁŁ ů"$◌̋ §!'ß ◌̈'\|
        \|/¦ yY°< xX#> cC&© vV@‚ bB{‘ nN}’ mM^º ,?<× .:>÷ -_*◌̇
    """,
    "cz-qwerty": r"""
        ;◌̊`~ +1!◌̃ ě2@◌̌ š3#◌̂ č4$◌̆ ř5%◌̊ ž6^◌̨ ý7&◌̀ á8*◌̇ í9(◌́ é0)◌̋ =%\◌̈ ◌́◌̌◌̄◌̧
        qQ\Ω wW|§ eE€E rR¶® tTŧŦ yY←¥ uU↓↑ iI→ı oOøØ pPþÞ ú/[{ )(]}
        aA~Æ sSđẞ dDĐÐ fF[ª gG]Ŋ hH`Ħ jJ'◌̛ kKł& lLŁŁ ů";: §!'ß ◌̈'\|
        \|/¦ zZ°< xX#> cC&© vV@‚ bB{‘ nN}’ mM^º ,?<× .:>÷ -_*◌̇
    """,
    "sk": r"""
        ;◌̊`~ +1!◌̃ ľ2@◌̌ š3#◌̂ č4$◌̆ ť5%◌̊ ž6^◌̨ ý7&◌̀ á8*◌̇ í9{◌́ é0}◌̋ =%\◌̈ ◌́◌̌◌̄◌̧
        qQ\Ω wW|§ eE€E rR¶® tTŧŦ zZ←¥ uU↓↑ iI→ı oOøØ pPþÞ ú/[÷ ä(]×
        aA~Æ sSđẞ dDĐÐ fF[ª gG]Ŋ hH`Ħ jJ'◌̛ kKł& lLŁŁ ô"$◌̋ §!'ß ň)\|
        \|/¦ yY°< xX#> cC&© vV@‚ bB{‘ nN}’ mM^º ,?<× .:>÷ -_*◌̇
    """,
    "hu": r"""
        0§¬¬ 1'~◌̃ 2"◌̌ˇ 3+^◌̂ 4!◌̆˘ 5%◌̊° 6/◌̨˛ 7=`◌̀ 8(◌̇˙ 9)◌́´ öÖ◌̋˝ üÜ◌̈¨ óÓ◌̧¸
        qQ\Ω wW|§ eEÄE rR¶® tTŧŦ zZ–¥ uU€↑ iIÍí oO„Ø pP”Þ őŐ÷◌̊ úÚ×◌̄
        aAäÄ sSđẞ dDĐÐ fF[ª gG]Ŋ hHħĦ jJíÍ kKł& lLŁŁ éÉ$¢ áÁßẞ űŰ¤◌̆
        íÍ<> yY>< xX#> cC&© vV@‚ bB{‘ nN}’ mM<º ,?;× .:>÷ -_*◌̇
    """,
    "ro": r"""
        `~ 1!◌̃ 2@◌̌ 3#◌̂ 4$◌̆ 5%◌̊ 6^◌̨ 7&◌̀ 8*◌̇ 9(◌́ 0)◌̋ -_◌̈– =+◌̧±
        qQâÂ wWßẞ eE€ rR tTțȚ yY uU iIîÎ oO pP§ [{„ ]}”
        aAăĂ sSșȘ dDđĐ fF gG hH jJ kK lLłŁ ;: '" \|
        \||¦ zZ xX cC© vV bB nN mM ,<« .>» /?
    """,
    "hr": r"""
        `~¬¬ 1!~◌̃ 2"◌̌ˇ 3#^◌̂ 4$◌̆˘ 5%°◌̊ 6&◌̨˛ 7/`◌̀ 8(◌̇˙ 9)◌́' 0=◌̋˝ '?◌̈¨ +*◌̧¸
        qQ\Ω wW|Ł eE€€ rR¶® tTŧŦ zZ←¥ uU↓↑ iI→ı oOøØ pPþÞ šŠ÷◌̊ đĐ×◌̄
        aAæÆ sS„» dD”« fF[ª gG]Ŋ hHħĦ jJ◌̉◌̛ kKł& lLłŁ čČ◌́◌̋ ćĆß◌̌ žŽ¤◌̆
        <>|¦ yY‘» xX’« cC¢© vV@` bB{' nN}} mM§º ,;<× .:>÷ -_◌̣◌̇
    """,
    "tr": r"""
        "é<° 1!>¡ 2'£² 3^#³ 4+$¼ 5%½⅜ 6&¾ 7/{ 8([ 9)]± 0=}° *?\¿ -_|
        qQ@Ω wW eE€ rR¶® tT₺ yY←¥ uUûÛ ıIîÎ oOôÔ pP ğĞ◌̈◌̊ üÜ~◌̄
        aAâÂ sSß dD fFª gG hH jJ◌̉◌̛ kK lL şŞ´◌́ iİ'◌̌ ,;`◌̀
        <>|¦ zZ«< xX»> cC¢© vV„‚ bB“‘ nN”’ mMµº öÖ× çÇ·÷ .:◌̇◌̇
    """,
    "tr-f": r"""
        +*¬± 1!¹¡ 2"² 3^#³ 4$¼ 5%½⅜ 6&¾ 7'{ 8([ 9)]± 0=}° /?\¿ -_|
        fF@ gG ğĞ ıI¶ oOôÔ dD¥ rR® nN hH° pP£ qQ◌̈◌̊ wW~◌̆
        uUûÛ iİîÎ eE€ aAâÂ üÜûÛ tT₺ kK mMµ lL yY´◌́ şŞ#◌̌ xX`◌̀
        <>|¦ jJ«< öÖ»> vV“ cC¢© çÇ” zZ sS§ bB× .:÷◌̇ ,;·
    """,
}
