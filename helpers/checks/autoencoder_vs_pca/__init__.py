"""The checks of lesson 06: two ways to a few numbers an image, PCA and an autoencoder, and how good they are.

Images ``(N, D)`` lie along rows. PCA's directions are ``components (k, D)``, one a row. The autoencoder's parameters
are the dictionary ``W1, b1, …, W4, b4``: weights (units before, units after) and biases of its four layers.
"""

from .momentum import momentum_step
from .network import autoencoder_gradients
from .pca import fit_pca, reconstruct
from .quality import psnr

__all__ = ["autoencoder_gradients", "fit_pca", "momentum_step", "psnr", "reconstruct"]
