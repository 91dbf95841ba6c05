def test_the_gallery_is_shown_in_demo_mode(client, db):
    answer = client.get("/styleguide/?errors")
    assert answer.status_code == 200


def test_the_gallery_is_not_there_otherwise(client, db, settings):
    settings.DEMO = False
    assert client.get("/styleguide/").status_code == 404
