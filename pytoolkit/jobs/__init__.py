"""Runbooks: parameterised notebooks run by papermill, each leaving a record and a report."""
