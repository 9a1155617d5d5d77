from certificates.checks import check_printing_libraries, has_library


def test_libraries_are_found_by_loading_them():
    assert has_library("pango-1.0")
    assert not has_library("no-such-library-1.0")


def test_this_machine_can_print():
    assert check_printing_libraries(None) == []
