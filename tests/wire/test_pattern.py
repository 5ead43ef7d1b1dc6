"""The matcher of expressions that users type, against Python's own; and its one promise, that nothing takes long."""

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from iot_agent.pattern import MAX_STEPS, Pattern, PatternError


@pytest.mark.parametrize(
    ("pattern", "text", "groups"),
    [
        (r"(?P<value>\d+)", "ab 12 34", {"value": "12"}),
        (r"(?P<sign>[+-])? *(?P<value>\d+[.,]?\d*)", "+ 1,5", {"sign": "+", "value": "1,5"}),
        (r"(?P<sign>[+-])? *(?P<value>\d+[.,]?\d*)", "1.5", {"value": "1.5"}),
        (r"^(?P<a>x|xy)(?P<b>y?)$", "xy", {"a": "x", "b": "y"}),
        (r"(?P<a>a|ab)(?P<b>c|bcd)(?P<c>d*)", "abcd", {"a": "a", "b": "bcd", "c": ""}),
        (r"\x02(?P<v>[^\x03]+)\x03", "\x021.5\x03", {"v": "1.5"}),
        (r"(?P<v>a{2,3})", "aaaa", {"v": "aaa"}),
        (r"(?P<v>[]a-c-]+)", "x]-b", {"v": "]-b"}),
        (r"\.\*(?P<v>\S)", ".*x", {"v": "x"}),
        (r"(?P<v>é)", "é", {"v": "é"}),
        (r"a", "b", None),
        (r"^b", "ab", None),
    ],
)
def test_search(pattern, text, groups):
    assert Pattern(pattern).search(text) == groups


@pytest.mark.parametrize(
    ("pattern", "why"),
    [
        ("(", "syntax"),
        (")", "syntax"),
        ("[a", "syntax"),
        ("[", "syntax"),
        ("*a", "syntax"),
        ("a**", "syntax"),
        ("a+?", "syntax"),
        ("a{2", "syntax"),
        ("a{x}", "syntax"),
        ("a{3,2}", "syntax"),
        ("a{0}", "syntax"),
        ("[z-a]", "syntax"),
        (r"[\d-z]", "syntax"),
        (r"\q", "syntax"),
        (r"\1", "syntax"),
        (r"\xg0", "syntax"),
        ("\\", "syntax"),
        ("(?=a)", "syntax"),
        ("(?P<a>a)(?P<a>b)", "syntax"),
        ("(?P<1>a)", "syntax"),
        ("(?P<a", "syntax"),
        ("€", "syntax"),
        ("(a*)*", "empty"),
        ("(|a)+", "empty"),
        ("^*", "empty"),
        ("a{600}{2}", "syntax"),
        ("(?:a{300}){3}", "long"),
        ("(" * 30 + "a" + ")" * 30, "long"),
    ],
)
def test_what_it_refuses(pattern, why):
    with pytest.raises(PatternError) as refused:
        Pattern(pattern)

    assert refused.value.why == why
    assert 0 <= refused.value.at <= len(pattern)


atoms = st.sampled_from(["a", "b", "c", ".", r"\d", r"\w", "[ab]", "[^a]", "[0-9b]", r"\.", "1", " "])


def larger(inner):
    return st.one_of(
        st.lists(inner, min_size=1, max_size=3).map("".join),
        st.tuples(inner, inner).map(lambda two: f"(?:{two[0]}|{two[1]})"),
        st.tuples(atoms, st.sampled_from(["*", "+", "?", "{2}", "{1,2}", "{0,3}"])).map("".join),
        st.tuples(inner, st.sampled_from(["?", ""])).map(lambda two: f"(?:{two[0]}){two[1]}"),
    )


expressions = st.recursive(atoms, larger, max_leaves=8)


@settings(max_examples=300)
@given(st.lists(expressions, min_size=1, max_size=3), st.text("abc1. \n", max_size=12), st.booleans(), st.booleans())
def test_it_finds_what_python_finds(parts, text, start, end):
    """Python's `$` also matches before a line feed at the end; its `\\Z` is the end of the text."""
    inside = "".join(f"(?P<g{number}>{part})" for number, part in enumerate(parts))
    pattern = "^" * start + inside + "$" * end
    theirs = re.search("^" * start + inside + r"\Z" * end, text)

    ours = Pattern(pattern).search(text)

    assert ours == (
        {name: value for name, value in theirs.groupdict().items() if value is not None} if theirs else None
    )


@given(st.text("ab(?:P<v>)[]^$|*+?{}0123456789\\dx-.,", max_size=30), st.text("ab12", max_size=10))
def test_whatever_is_typed_is_refused_or_matched(pattern, text):
    try:
        made = Pattern(pattern)
    except PatternError:
        return
    made.search(text)


@pytest.mark.parametrize(
    "pattern",
    [
        "(?:a+b?)+c",
        "(?:a|a|aa)+(?:a|a|aa)+b",
        ".*.*.*.*.*.*.*.*.*.*b",
        "a?" * 60 + "a" * 60 + "b",
        "(?:(?:a{0,10}b?){1}c?a){0,8}x",
        "[a]{1,290}b",
    ],
)
def test_nothing_takes_long(pattern):
    """Python's own matcher takes from hours to the end of time for these."""
    made = Pattern(pattern)
    start = time.process_time()

    assert made.search("a" * 64) is None
    assert time.process_time() - start < 64 * MAX_STEPS * 20e-6
