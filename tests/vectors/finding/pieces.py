"""The codes, links and hosts of the texts, and what is found in them, in short."""

from typing import Any

from tests.vectors.codes import CTI, SAMPLE, SIGNING, START, Code, header, payload

OURS = "waypost.example.org"
EVIL = "evi1.example"
TOKEN = Code(payload()).text
TIME_ONLY = Code(payload(listing=["", START, -360, 90, "", ""])).text
OTHER = Code(payload(cti=CTI[::-1])).text
SECOND_ALG = Code(payload(), protected=header(SIGNING, -19)).text
TRAINING = Code(payload(), SAMPLE).text
LINK = f"https://{OURS}/v#{TOKEN}"
SAFELINKS = "eur01.safelinks.protection.outlook.com"

Case = dict[str, Any]


def code(token: str = TOKEN, host: str = OURS, wrapper: str = "") -> dict[str, str]:
    return {"token": token, "host": host, "wrapper": wrapper}


def case(name: str, text: str, *codes: dict[str, str], opaque: str = "") -> Case:
    return {"name": name, "text": text, "codes": list(codes), "opaque": opaque}


def parts(text: str, length: int) -> list[str]:
    return [text[at : at + length] for at in range(0, len(text), length)]
