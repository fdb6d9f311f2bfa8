"""PCA against scikit-learn's, PSNR against scikit-image's, and what both refuse."""

import numpy as np
import pytest
from skimage.metrics import peak_signal_noise_ratio
from sklearn.decomposition import PCA as Reference  # noqa: N811

from helpers import compression, data, nn
from helpers.compression import PCA, psnr


@pytest.fixture(scope="module")
def images():
    rng = np.random.default_rng(0)
    hidden = rng.random((300, 12)) ** 2
    return np.clip(hidden @ rng.random((12, 100)) / 8 + rng.random((300, 100)) / 10, 0, 1)


@pytest.mark.parametrize("n", [300, 100, 60], ids=["more images than pixels", "as many", "fewer"])
@pytest.mark.parametrize("k", [1, 8, 40])
def test_pca_is_scikit_learns_with_the_full_solver_signs_included(images, n, k):
    X = images[:n]
    ours, theirs = PCA(k).fit(X), Reference(k, svd_solver="full").fit(X)
    np.testing.assert_allclose(ours.mean, theirs.mean_, rtol=0, atol=1e-12)
    np.testing.assert_allclose(ours.components, theirs.components_, rtol=0, atol=1e-6)
    np.testing.assert_allclose(ours.singular_values, theirs.singular_values_, rtol=1e-8)
    np.testing.assert_allclose(ours.explained_variance_ratio, theirs.explained_variance_ratio_, rtol=1e-8)
    np.testing.assert_allclose(ours.transform(images), theirs.transform(images), rtol=0, atol=1e-6)


@pytest.mark.real
def test_pca_of_the_real_letters_is_scikit_learns():
    X = data.load("nist36", source="real").train.flat()
    ours, theirs = PCA(32).fit(X), Reference(32, svd_solver="full").fit(X.astype(float))
    np.testing.assert_allclose(ours.components, theirs.components_, rtol=0, atol=1e-6)


def test_components_are_orthonormal_and_as_many_as_asked_for(images):
    pca = PCA(7).fit(images)
    assert pca.components.shape == (7, 100)
    np.testing.assert_allclose(pca.components @ pca.components.T, np.eye(7), atol=1e-12)


def test_all_components_lose_nothing(images):
    pca = PCA(100).fit(images)
    np.testing.assert_allclose(pca.reconstruct(images), images, atol=1e-9)
    assert pca.explained_variance_ratio.sum() == pytest.approx(1)


def test_more_components_reconstruct_better(images):
    decibels = [psnr(images, PCA(k).fit(images).reconstruct(images)).mean() for k in (1, 4, 16, 64)]
    assert np.all(np.diff(decibels) > 0.5)


def test_no_other_subspace_of_that_size_loses_less(images):
    def error(basis):
        centred = images - images.mean(axis=0)
        return np.square(centred - centred @ basis @ basis.T).sum()

    best = PCA(5).fit(images).components.T
    rng = np.random.default_rng(1)
    others = [np.linalg.qr(best + scale * rng.normal(size=best.shape))[0] for scale in (1e-3, 1e-2, 0.1, 1)]
    assert all(error(best) < error(other) for other in others)


def test_float32_images_are_computed_in_float64(images):
    X = images.astype(np.float32)
    single, double = PCA(5).fit(X), PCA(5).fit(X.astype(np.float64))
    np.testing.assert_array_equal(single.components, double.components)


def test_pca_leaves_its_input_alone(images):
    for X in (images.copy(), images[:50].copy()):
        before = X.copy()
        PCA(5).fit(X).reconstruct(X)
        np.testing.assert_array_equal(X, before)


def test_pca_counts_its_components_and_the_mean(images):
    assert PCA(32).fit(images).n_parameters == 32 * 100 + 100


def test_psnr_is_scikit_images():
    rng = np.random.default_rng(2)
    A, B = rng.random((2, 6, 32, 32))
    theirs = [peak_signal_noise_ratio(a, b, data_range=1) for a, b in zip(A, B, strict=True)]
    np.testing.assert_allclose(psnr(A, B), theirs, rtol=0, atol=1e-9)


def test_psnr_of_a_known_error_is_known():
    A = np.full((2, 4), 0.5)
    np.testing.assert_allclose(psnr(A, A + np.array([[0.1], [0.01]])), [20, 40])


def test_an_image_that_came_back_exactly_has_an_infinite_psnr():
    A = np.random.default_rng(3).random((2, 5))
    assert psnr(A, A).tolist() == [np.inf, np.inf]


def test_reconstructions_are_clipped_before_they_are_judged():
    A, B = np.ones((1, 4)), np.array([[1.5, 1.5, 1.5, 0.5]])
    assert psnr(A, B) == pytest.approx(psnr(A, np.array([[1, 1, 1, 0.5]])))


def test_the_mean_of_psnrs_is_not_the_psnr_of_the_mean_error():
    A = np.zeros((2, 4))
    B = np.array([[0.1] * 4, [0.001] * 4])
    assert psnr(A, B).mean() == pytest.approx(40)
    assert psnr(A.reshape(1, -1), B.reshape(1, -1))[0] == pytest.approx(23.01, abs=0.01)


@pytest.mark.parametrize("sizes", [(1024, 32, 32, 32, 1024), (5, 3)])
def test_parameters_are_counted_as_the_network_holds_them(sizes):
    assert compression.n_parameters(sizes) == nn.MLP(sizes).theta.size


def test_the_published_layout_has_the_published_number_of_parameters():
    assert compression.n_parameters((1024, 32, 32, 32, 1024)) == 68_704


@pytest.mark.parametrize("sizes", [(), (1024,), (1024, 0, 1024), (1024, -3), (10, 2.5), (10, "3")])
def test_parameters_of_what_is_no_network_are_not_counted(sizes):
    with pytest.raises(ValueError, match="sizes: expected "):
        compression.n_parameters(sizes)


def with_nan(X):
    X = X.copy()
    X[3, 5] = np.nan
    return X


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (lambda X: X[:9], "10 components need at least 10 images of 10 pixels, got 9 of 100"),
        (lambda X: X[:, :9], "got 300 of 9"),
        (lambda X: np.full_like(X, 0.3), "all images are the same"),
        (lambda X: np.repeat(X[:5], 60, axis=0), "differ in 4 directions only; ask for at most 4"),
        (with_nan, "1 of 300 hold NaN or infinity, the first is row 3"),
        (lambda X: 255 * X, r"expected values in \[0, 1\], got .* scale grey levels: X / 255"),
        (lambda X: X - 0.5, r"expected values in \[0, 1\], got -0."),
        (lambda X: (255 * X).astype(np.uint8), r"expected floats in \[0, 1\], got uint8"),
        (lambda X: X.reshape(300, 10, 10), "flatten the images first"),
        (lambda X: X[:0], "not empty"),
    ],
)
def test_pca_refuses_what_has_no_components(images, spoil, message):
    with pytest.raises(ValueError, match=message):
        PCA(10).fit(spoil(images))


@pytest.mark.parametrize("k", [0, -1, 2.5, np.nan, np.inf, "3", None, True])
def test_pca_refuses_a_number_of_components_that_is_none(k):
    with pytest.raises(ValueError, match="n_components: expected a whole number of at least 1, got "):
        PCA(k)


def test_a_number_of_components_may_be_numpys(images):
    assert PCA(np.int64(3)).fit(images).components.shape == (3, 100)


@pytest.mark.parametrize("spoil", [with_nan, lambda X: np.repeat(X[:3], 100, axis=0), lambda X: np.full_like(X, 0.3)])
def test_a_refit_that_fails_leaves_what_was_learned(images, spoil):
    pca = PCA(5).fit(images)
    before = pca.reconstruct(images)
    with pytest.raises(ValueError, match="images"):
        pca.fit(spoil(images))
    np.testing.assert_array_equal(pca.reconstruct(images), before)


def test_pca_must_be_fitted_first(images):
    for use in (PCA(3).transform, PCA(3).inverse_transform, lambda _: PCA(3).n_parameters):
        with pytest.raises(ValueError, match="call fit"):
            use(images)


def test_pca_refuses_images_and_codes_of_another_size(images):
    pca = PCA(3).fit(images)
    with pytest.raises(ValueError, match=r"expected shape \(N, 100\), not empty, got \(300, 99\)"):
        pca.transform(images[:, 1:])
    with pytest.raises(ValueError, match=r"codes: expected shape \(N, 3\), not empty, got \(2, 4\)"):
        pca.inverse_transform(np.zeros((2, 4)))


@pytest.mark.parametrize(
    ("codes", "message"),
    [
        (np.array([[0, 1, 2], [0, np.nan, 0]]), "codes: 1 of 2 hold NaN or infinity, the first is row 1"),
        (np.array([["1", "2", "3"]]), "codes: expected real numbers, as transform gives them, got <U1"),
        (np.ones((2, 3), complex), "got complex128"),
        (np.ones((2, 3), bool), "got bool"),
        (np.ones((0, 3)), "not empty"),
    ],
)
def test_pca_refuses_codes_that_are_not_finite_numbers(images, codes, message):
    with pytest.raises(ValueError, match=message):
        PCA(3).fit(images).inverse_transform(codes)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda A, B: (A, B[:-1]), "of one shape"),
        (lambda A, B: (A[0], B[0]), "of one shape"),
        (lambda A, B: (A[:0], B[:0]), "not empty"),
        (lambda A, B: (255 * A, B), r"expected values in \[0, 1\]"),
        (lambda A, B: (with_nan(A), B), "images: 1 of 300 hold NaN"),
        (lambda A, B: (A, with_nan(B)), "reconstructions: 1 of 300 hold NaN"),
        (lambda A, B: (A, (255 * B).astype(np.uint8)), r"reconstructions as floats near \[0, 1\], got uint8; scale"),
    ],
)
def test_psnr_refuses_what_it_cannot_compare(images, change, message):
    with pytest.raises(ValueError, match=message):
        psnr(*change(images, images))
