"""Random and spoilt requests on every route, in the form in which API Gateway sends them."""
