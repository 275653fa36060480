"""Deploys Waypost as one CloudFormation stack: shown first as a change set, then carried out."""
