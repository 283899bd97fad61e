"""Helm values that mean something: what a chart reads, held against what somebody sets.

`check_values` is the door; `held` says how well the chart and version at hand are known. The facts stand in
`schemas/charts/` and are made by `generator.distill.charts` from chart archives.
"""
