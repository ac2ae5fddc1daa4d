"""The territory models side by side on real books: made-up teams, a scenario a book and seed, all plans judged again.

`books` reads what is real, `staff`, `homes` and `scenario` make the rest from a seed, `runs` solves and measures,
`checks` looks at the plans without the judge, `report` says what came out.
"""
