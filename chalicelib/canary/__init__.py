"""The canary: does what visitors do, from outside, and says on its own page whether it worked."""
