"""The deployment rehearsed without AWS: the real package, put up by CloudFormation on MiniStack.

`python -m tests.rehearsal` (`make rehearse`) starts it and runs the tests against it, those of this
folder and those of `tests/browser` that meet a service through its pages.
"""
