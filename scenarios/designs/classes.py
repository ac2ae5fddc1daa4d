"""Classes of accounts (verticals, segments) and their reps: what the designs that serve by class do alike."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from scenarios.designs.balance import say_impossible
from scenarios.designs.design import Design, Tables
from scenarios.designs.peers import PEERS, asked, peer_groups
from scenarios.designs.pins import fixed
from scenarios.designs.reading import suggestion, unused, with_column
from scenarios.designs.serving import Serving, say_sizes, say_unserved
from scenarios.designs.shares import banded, unheard, worth
from solver.book import Texts
from solver.intake.sheet import Sheet
from solver.intake.team import read_team
from solver.rules import Rules
from solver.serving import folded

ERROR, ANYBODY = "error", "anybody"
"""What a blank class may mean, beside the name of a class."""


def fill_blank(book: Sheet, serving: Serving, classes: Texts, blank: str) -> Texts:
    """The classes (A,) with the rule for blanks applied: an error, anybody's ("" stays), or one of the classes."""
    kind = serving.kind
    rows = np.flatnonzero(classes == "")
    if blank == ERROR:
        fix = f"fill it in, or add the line: {kind.key}: {{blank: anybody}} (or the name of a {kind.noun})"
        message = f"{kind.column} is blank, and the {kind.noun} says who may own the account"
        book.error(f"blank-{kind.noun}", message, rows, kind.column, fix)
        return classes
    if blank == ANYBODY:
        message = f"{kind.column} is blank: anybody may own the account"
        book.say("note", f"blank-{kind.noun}", message, rows, kind.column)
        return classes
    spelt = next((name for name in serving.names if folded(name) == folded(blank)), None)
    if spelt is None:
        message = f"{kind.key}.blank names {blank}, which is no {kind.noun} of the accounts"
        book.findings.error(f"unknown-{kind.noun}", message, fix=suggestion(blank, serving.names), table="rules")
        return classes
    message = f"{kind.column} is blank: the account counts as {spelt}"
    book.say("note", f"blank-{kind.noun}", message, rows, kind.column)
    return np.where(classes == "", spelt, classes)


def carve(
    tables: Tables, rules: Rules, serving: Serving, columns: Mapping[str, Texts], book: Sheet, team: Sheet, fixes: str
) -> Design:
    """The design in which only reps who serve an account's class may own it.

    `columns` : what to write into the accounts; the last one is the class that serves the account, "" = anybody's.
    `fixes` : what a planner may do about a class that nobody serves, beside the lists of the reps.
    """
    column, served = [*columns.items()][-1]
    pins, free_of_errors = fixed(tables, rules), not book.findings.has_errors
    free = pins.rep < 0
    say_unserved(book, serving, served, free, fixes)
    reps = read_team(unheard(team)).team
    if free_of_errors:
        say_sizes(team, serving, served, worth(unheard(book), reps, rules))
    accounts = tables.accounts
    for name, cells in columns.items():
        accounts = with_column(accounts, name, cells)
    made = replace(tables, accounts=accounts)
    ruled = replace(rules, serves={**rules.serves, column: serving.kind.reps})
    if asked(rules.peers, serving) and unused(team, (PEERS,), serving.kind.noun):
        groups = peer_groups(book, team, serving, served, free)
        made, ruled = replace(made, reps=with_column(tables.reps, PEERS, groups)), replace(ruled, peers=PEERS)
    elif not book.findings.has_errors and _adds_up(tables, rules):
        say_impossible(book.findings, serving, served, pins.rep, banded(unheard(book), reps, rules))
    return Design(made, ruled, tuple(book.findings.found))


def _adds_up(tables: Tables, rules: Rules) -> bool:
    """Whether the accounts table alone tells what a band asks for.

    Other peer groups have other fair shares; overrides of single pairs may let others own an account or change what it
    counts; and accounts that leave the book for a blank take all their amounts along.
    """
    return not rules.peers and tables.pairs is None and "exclude" not in rules.missing.values()
