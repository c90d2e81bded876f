"""Words that stand where there is nothing: no name, no number of a registration, no guarantor."""

import re
import unicodedata

_CHINESE = (
    "无", "没有", "空", "空白", "空值", "缺失", "暂无", "暂缺", "暂未提供", "未提供", "未知", "不详", "不明",
    "未填", "未填写", "待填", "待补", "待补充", "待定", "待确认", "不适用", "不涉及", "保密", "无此项", "无编号",
    "未登记", "未办理", "未办", "未取得", "无登记", "无登记号", "未质押", "办理中", "登记中", "申请中", "审核中",
    "正在办理", "待登记", "待办理", "待办", "尚未登记", "尚未办理", "无担保", "无担保人", "无保证人",
)  # fmt: skip
_ENGLISH = (
    "none", "nil", "null", "nan", "nat", "na", "notapplicable", "notavailable", "notgiven", "missing", "blank",
    "empty", "unknown", "undefined", "tbd", "tba", "pending", "unregistered", "notregistered", "notyetregistered",
    "inprogress", "inprocess",
)  # fmt: skip
_WORDS = frozenset((*_CHINESE, *_ENGLISH))
"""Compared without blanks, signs and case."""
_NO = frozenset(("否", "no", "n", "f", "false"))
_ANSWERED_BY_NO = ("registration", "guarantor")
_COUNTED_FROM_ONE = ("registration", "guarantor", "borrower")
"""Fields in which zeros stand for nothing, too."""
_SIGNS = re.compile(r"[\W_]+")
_ZEROS = re.compile(r"0+")
_DIGIT = re.compile("[1-9]")
_LONGEST = 40
_LONGEST_CHINESE = 8
"""A longer text that begins with a letter and is not English is a name: most names are told by this."""
_ERROR = re.compile("#[A-Z]")
"""An error of a spreadsheet, such as #N/A: what stood there is not known, and it is no word for nothing."""


def is_placeholder(text: str, key: str = "") -> bool:
    """Return whether a text that is not empty says that there is nothing.

    So do words such as 无, NULL or N/A, and texts without any letter or digit, such as - or //, in full width too. A
    name of which such a word is a part ("Nil Ltd", 无锡) is a name.

    Parameters
    ----------
    key
        Field in which it stands: for a registration or a guarantor "no" does too, for these and a borrower zeros.
    """
    if _DIGIT.search(text) or len(text) > _LONGEST or _ERROR.match(text):
        return False
    if len(text) > _LONGEST_CHINESE and text[0].isalnum() and not text.isascii():
        return False
    parts = [part for part in _SIGNS.split(unicodedata.normalize("NFKC", text).casefold()) if part]
    if not parts:
        return bool(text.strip())
    words = _WORDS | _NO if key in _ANSWERED_BY_NO else _WORDS
    if key in _COUNTED_FROM_ONE and all(_ZEROS.fullmatch(part) for part in parts):
        return True
    return "".join(parts) in words or all(part in words for part in parts)
