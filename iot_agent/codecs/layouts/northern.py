"""Layouts of Northern Europe.

Source: the X keyboard configuration database (xkeyboard-config); __init__.py says how to read them.
"""

ROWS: dict[str, str] = {
    "dk": r"""
        ½§¾¶ 1!¡¹ 2"@² 3#£³ 4¤$¼ 5%½¢ 6&¥⅝ 7/{÷ 8([« 9)]» 0=}° +?±¿ ◌́◌̀|¦
        qQ@Ω wWſ§ eE€¢ rR®® tTþÞ yY←¥ uU↓↑ iI→ı oOœŒ pPþÞ åÅ◌̈◌̊ ◌̈◌̂◌̃◌̌
        aAªº sSßẞ dDðÐ fFđª gGŋŊ hHħĦ jJ◌̉◌̛ kKĸ& lLłŁ æÆ◌́◌̋ øØ◌̂◌̌ '*◌̋×
        <>\¬ zZ«< xX»> cC©© vV„‚ bB“‘ nN”’ mMµº ,;◌̧◌̨ .:·◌̇ -_◌̣◌̇
    """,
    "no": r"""
        |§¦¶ 1!¡¹ 2"@² 3#£³ 4¤$¼ 5%½‰ 6&¥⅝ 7/{÷ 8([« 9)]» 0=}° +?±¿ \◌̀◌́¬
        qQ@Ω wWſ§ eE€¢ rR®™ tTþÞ yY←¥ uU↓↑ iI→ı oOœŒ pPπΠ åÅ◌̈◌̊ ◌̈◌̂◌̃◌̌
        aAªº sSßẞ dDðÐ fFđª gGŋŊ hHħĦ jJ◌̉◌̛ kKĸ& lLłŁ øØ◌́◌̋ æÆ◌̂◌̌ '*◌̋×
        <>½¾ zZ«< xX»> cC©© vV„‚ bB“‘ nN”’ mMµº ,;◌̧◌̨ .:…· -_–—
    """,
    "se": r"""
        §½¶¾ 1!¡¹ 2"@² 3#£³ 4¤$¼ 5%€¢ 6&¥⅝ 7/{÷ 8([« 9)]» 0=}° +?\¿ ◌́◌̀±¬
        qQ@Ω wWſ§ eE€¢ rR®® tTþÞ yY←¥ uU↓↑ iI→ı oOœŒ pPþÞ åÅ◌̈◌̊ ◌̈◌̂◌̃◌̌
        aAªº sSßẞ dDðÐ fFđª gGŋŊ hHħĦ jJ◌̉◌̛ kKĸ& lLłŁ öÖøØ äÄæÆ '*´×
        <>|¦ zZ«< xX»> cC©© vV„‚ bB“‘ nN”’ mMµº ,;◌̧◌̨ .:·◌̇ -_◌̣◌̇
    """,
    "fi": r"""
        §½ 1!␀¡ 2"@” 3#£» 4¤$« 5%‰“ 6&‚„ 7/{ 8([< 9)]> 0=}° +?\¿ ◌́◌̀◌̧◌̨
        qQ wW eE€ rR tTþÞ yY uU iIı| oOœŒ pP◌̛◌̉ åÅ◌̋◌̊ ◌̈◌̂◌̃◌̄
        aAəƏ sSßẞ dDðÐ fF gG hH jJ kKĸ lL öÖøØ äÄæÆ '*◌̌◌̆
        <>|¦ zZʒƷ xX×· cC vV bB nNŋŊ mMµ— ,;’‘ .:◌̣◌̇ -_–◌̦
    """,
    "is": r"""
        ◌̊◌̈¬ 1!¹¡ 2"²⅛ 3#³£ 4$¼¤ 5%½⅜ 6&¬⅝ 7/{⅞ 8([™ 9)]± 0=}° öÖ\¿ -_◌̧◌̨
        qQ@Ω wWſ§ eE€¢ rR¶® tTŧŦ yY←¥ uU↓↑ iI→ı oOøØ pP|π ðÐ◌̈◌̊ '?~◌̄
        aAæÆ sSßẞ dD„“ fFđª gGŋŊ hHħĦ jJ◌̉◌̛ kKĸ& lLłŁ æÆ^◌̋ ◌́◌́◌̂◌̌ +*`◌̆
        <>|¦ zZ«< xX»> cC¢© vV„‚ bB“‘ nN”’ mMµº ,;•× .:·÷ þÞ◌̣◌̇
    """,
}
