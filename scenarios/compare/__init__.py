"""Plans and territory models side by side: all measured with one yardstick, through the judge, with a recommendation.

`compare` makes the comparison of plans that exist; `gather` reads them from files; `write` and `page` show it.
"""
