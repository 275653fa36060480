"""ZIP codes and the towns that they are of."""

from tools.place_cities import City, Zip
from tools.place_zips import count_parts_less, mend_zips

TUCSON = City("Tucson", "AZ", "US", 540_000, 32.22, -110.97, "America/Phoenix", ())


def code(number: str, lat: float, kind: str, town: str = "Tucson") -> Zip:
    return Zip(number, town, "AZ", lat, -110.97, "America/Phoenix", kind)


def test_boxes_far_from_their_town_are_in_it_and_mail_is_delivered_where_it_goes() -> None:
    boxes, farms = code("85799", 32.9, "PO BOX"), code("85736", 31.8, "STANDARD")
    near, elsewhere = code("85701", 32.3, "PO BOX"), code("85999", 35.5, "PO BOX")
    found, moved, left = mend_zips([boxes, farms, near, elsewhere], [TUCSON])
    assert [each.lat for each in found] == [TUCSON.lat, 31.8, 32.3, 35.5]
    assert (moved, left) == (1, 1)


def test_what_is_called_after_the_city_around_it_counts_half_without_a_post_office() -> None:
    part = City("West Tucson", "AZ", "US", 28_000, 32.2, -110.98, "America/Phoenix", ())
    other = City("Drexel Heights", "AZ", "US", 28_000, 32.16, -110.98, "America/Phoenix", ())
    city = City("South Tucson", "AZ", "US", 5_600, 32.2, -110.97, "America/Phoenix", ())
    abroad = City("Ealing", "ENG", "GB", 80_000, 51.5, -0.3, "Europe/London", ())
    found = count_parts_less(
        [TUCSON, part, other, city, abroad], [code("85713", 32.2, "STANDARD", "South Tucson"),
                                       code("85701", 32.2, "STANDARD")]
    )  # fmt: skip
    assert [each.population for each in found] == [540_000, 14_000, 28_000, 5_600, 80_000]
