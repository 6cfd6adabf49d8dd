from __future__ import annotations

from monitor.markup import Markup, element


def test_text_is_escaped_and_markup_is_not() -> None:
    made = element("p", "1 < 2", element("b", "&"), None, title='"x"', data_n=1.50, class_=None)
    assert made == '<p title="&quot;x&quot;" data-n="1.5">1 &lt; 2<b>&amp;</b></p>'
    assert isinstance(made, Markup)
    assert element("rect", x=0.0) == '<rect x="0"/>'
