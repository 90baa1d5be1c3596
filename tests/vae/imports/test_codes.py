"""Codes from files: what is taken for codes and for classes, and what is refused."""

import io

import numpy as np
import pytest

from vae.data.dataset import DataError
from vae.imports.codes import read_codes

Z = np.arange(12, dtype=np.float32).reshape(6, 2) / 10


def npz(**arrays):
    file = io.BytesIO()
    np.savez(file, **arrays)
    return file.getvalue()


@pytest.mark.parametrize(
    "arrays",
    [{"codes": Z}, {"z_mean": Z, "z_log_var": Z * 0}, {"anything": Z}, {"z": Z.reshape(6, 1, 2), "more": Z}],
)
def test_an_archive_holds_codes_by_their_name_or_as_its_only_table(arrays):
    codes = read_codes("codes.npz", npz(**arrays))
    assert np.array_equal(codes.z, Z) and codes.class_names == ("pictures",) and not codes.labels.any()


@pytest.mark.parametrize("labels", [[1, 0, 1, 0, 10, 0], ["b", "a", "b", "a", "c", "a"], [1.0, 0.0, 1.0, 0.0, 10, 0]])
def test_classes_come_with_them(labels):
    codes = read_codes("codes.npz", npz(codes=Z, y=np.array(labels)))
    assert codes.labels.tolist() == [1, 0, 1, 0, 2, 0]
    assert codes.class_names in (("0", "1", "10"), ("a", "b", "c"))


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("0.0,0.1\n0.2,0.3\n", ("pictures",)),
        ("z1;z2\n0.0;0.1\n0.2;0.3\n", ("pictures",)),
        ("index,label,z1,z2\n0,cat,0.0,0.1\n1,dog,0.2,0.3\n", ("cat", "dog")),
        ("a,b,class\n0.0,0.1,cat\n0.2,0.3,dog\n", ("cat", "dog")),
        ("0.0,0.1,cat\n0.2,0.3,dog\n", ("cat", "dog")),
    ],
)
def test_a_table_has_a_line_a_code(text, names):
    codes = read_codes("codes.csv", text.encode())
    assert np.allclose(codes.z, Z[:2]) and codes.class_names == names
    assert codes.labels.tolist() == [0, len(names) - 1]


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("codes.png", b"", "must be an .npz, .npy or .csv file, got codes.png"),
        ("codes.npz", b"PK nothing", "damaged or no .npz"),
        ("codes.npy", b"nothing", "damaged or holds something else"),
        ("codes.npz", npz(a=Z, b=Z), "must hold 'codes'"),
        ("codes.npz", npz(codes=Z, y=np.arange(3)), "has 6 codes but 3 labels"),
        ("codes.npz", npz(codes=Z, y=Z), "labels of codes.npz must be"),
        ("codes.npz", npz(codes=Z * np.nan), "must be finite"),
        ("codes.npz", npz(codes=np.arange(5)), "must be numbers"),
        ("codes.npz", npz(codes=np.array([["a"]])), "must be numbers"),
        ("codes.npz", npz(codes=Z, labels=np.array(3)), r"labels of codes.npz must be whole numbers or names \[n\]"),
        ("codes.csv", b"", "is empty"),
        ("codes.csv", b"1,2\n3\n", "every line of codes.csv must have 2 values"),
        ("codes.csv", b"a,b\n1,x,\n", "every line"),
        ("codes.csv", b"a,b\nx,1\n", "must hold numbers"),
    ],
)
def test_what_is_no_codes_gets_a_sentence(name, content, message):
    with pytest.raises(DataError, match=message):
        read_codes(name, content)


def test_objects_are_never_unpickled():
    with pytest.raises(DataError, match="something else than arrays of numbers"):
        read_codes("codes.npz", npz(codes=np.array([{"a": 1}], object)))
