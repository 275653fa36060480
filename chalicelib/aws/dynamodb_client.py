"""The client of DynamoDB, built from the little of botocore's data that it needs."""

import os
from collections.abc import Mapping
from typing import Any

from chalicelib.aws.clients import NO_RETRIES, bounded
from chalicelib.aws.service_model import CARRIED


def build() -> Any:
    """Returns a new client, for the region and the credentials of the environment.

    Raises BotoCoreError where there is no such profile, or no region.
    """
    from botocore.config import Config

    config = Config(
        connect_timeout=2,  # both for calls outside of a time budget: bounded() sees to others
        read_timeout=5,
        max_pool_connections=50,
        parameter_validation=False,  # a tenth of a large write's time; the service checks anyway
        retries=NO_RETRIES,
    )
    return bounded(session().create_client("dynamodb", config=config))


def session() -> Any:
    """Returns botocore's session, without its handlers for other services and for documentation.

    Nearly all of them are such, and a cold start would look at the signature of each. Boto3's own
    session would cost it more still.
    """
    from botocore.credentials import CredentialResolver, EnvProvider
    from botocore.handlers import BUILTIN_HANDLERS, REGISTER_FIRST, REGISTER_LAST
    from botocore.session import Session

    built = Session(include_builtin_handlers=False)
    if os.environ.get("AWS_ACCESS_KEY_ID"):  # as in Lambda: no other source is made ready
        built.register_component("credential_provider", CredentialResolver([EnvProvider()]))
    events = built.get_component("event_emitter")
    register = {
        (): events.register,
        (REGISTER_FIRST,): events.register_first,
        (REGISTER_LAST,): events.register_last,
    }
    for event, handler, *place in BUILTIN_HANDLERS:
        kind, _, rest = event.partition(".")
        if kind != "docs" and rest.partition(".")[0] in ("", "*", "dynamodb"):
            register[tuple(place)](event, handler)
    built.register_component("data_loader", _loader())
    return built


def _loader() -> Any:
    """Returns botocore's data; a cold start reads only what this client needs of it.

    Botocore itself looks through the folders of four hundred services and reads 1.2 MB of their
    endpoints. What a package carries comes before botocore's own.
    """
    from botocore.loaders import Loader

    class DynamoDbLoader(Loader):
        def list_available_services(self, type_name: str) -> list[str]:
            return ["dynamodb"]

        def load_data_with_path(self, name: str) -> tuple[Any, str]:
            if name == "endpoints":
                partitions, path = self.load_data_with_path("partitions")
                return _endpoints(partitions), path
            data: tuple[Any, str] = super().load_data_with_path(name)
            for operation in data[0].get("operations", {}).values():
                # looked for in every item of a transaction, for tables named by their ARN
                operation.pop("operationContextParams", None)
            return data

    return DynamoDbLoader(extra_search_paths=[str(CARRIED)])


def _endpoints(partitions: Mapping[str, Any]) -> dict[str, Any]:
    """Returns which regions there are, and under which hosts, for botocore.

    As in its `endpoints.json`, which it keeps beside a service's own rules, from its
    `partitions.json`.
    """
    return {
        "version": 3,
        "partitions": [
            {
                "partition": partition["id"],
                "dnsSuffix": partition["outputs"]["dnsSuffix"],
                "regionRegex": partition["regionRegex"],
                "regions": partition["regions"],
                "services": {},
                "defaults": _host_patterns(**partition["outputs"]),
            }
            for partition in partitions["partitions"]
        ],
    }


def _host_patterns(*, dnsSuffix: str, dualStackDnsSuffix: str, **_others: Any) -> dict[str, Any]:
    default = {"hostname": "{service}.{region}.{dnsSuffix}"}
    fips = {"hostname": "{service}-fips.{region}.{dnsSuffix}"}
    return {
        **default,
        "protocols": ["https"],
        "signatureVersions": ["v4"],
        "variants": [
            {**fips, "dnsSuffix": dnsSuffix, "tags": ["fips"]},
            {**fips, "dnsSuffix": dualStackDnsSuffix, "tags": ["dualstack", "fips"]},
            {**default, "dnsSuffix": dualStackDnsSuffix, "tags": ["dualstack"]},
        ],
    }
