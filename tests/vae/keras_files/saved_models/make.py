"""Makes the SavedModels of these tests, with TensorFlow and tf_keras, which is Keras 2: `python make.py FOLDER`."""

import os
import sys
import zipfile
from pathlib import Path

os.environ["TF_USE_LEGACY_KERAS"] = "1"
import numpy as np
import tensorflow as tf
import tf_keras as keras
from tf_keras import layers

FOLDER = Path(sys.argv[1])


class Sampling(layers.Layer):
    def call(self, inputs):
        mean, log_var = inputs
        return mean + tf.exp(0.5 * log_var) * tf.random.normal(tf.shape(mean))


class VAE(keras.Model):
    def __init__(self, encoder, decoder):
        super().__init__()
        self.encoder, self.decoder, self.total = encoder, decoder, keras.metrics.Mean(name="total")

    def call(self, x):
        return self.decoder(self.encoder(x)[0])


def shaken(model):
    """Give a network weights that leave no part of it without effect."""
    rng = np.random.default_rng(0)
    new = []
    for weights, variable in zip(model.get_weights(), model.weights, strict=True):
        drawn = rng.normal(size=weights.shape)
        new.append(weights + (0.3 * np.abs(drawn) if "variance" in variable.name else 0.1 * drawn))
    model.set_weights(new)
    return model


def packed(name, model):
    model.save(FOLDER / name, save_format="tf")
    with zipfile.ZipFile(FOLDER / f"{name}.zip", "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for file in sorted(each for each in (FOLDER / name).rglob("*") if each.is_file()):
            archive.write(file, file.relative_to(FOLDER))


x = keras.Input((8, 8, 1))
h = layers.Flatten()(layers.LeakyReLU()(layers.Conv2D(4, 3, strides=2, padding="same")(x)))
mean, log_var = layers.Dense(2, name="z_mean")(h), layers.Dense(2, name="z_log_var")(h)
encoder = shaken(keras.Model(x, [mean, log_var, Sampling(name="z")([mean, log_var])], name="encoder"))
z = keras.Input((2,))
h = layers.Conv2DTranspose(4, 3, strides=2, padding="same")(layers.Reshape((2, 2, 4))(layers.Dense(16)(z)))
h = layers.UpSampling2D(2)(layers.PReLU(shared_axes=[1, 2])(h))
decoder = shaken(keras.Model(z, layers.Conv2D(1, 3, padding="same", activation="sigmoid")(h), name="decoder"))
inner = keras.Sequential([layers.Dense(32, activation="elu", input_shape=(16,)), layers.Dense(64)])
first = layers.Dense(16, activation="tanh", input_shape=(2,))
nest = shaken(keras.Sequential([first, inner, layers.Activation("sigmoid")], name="nest"))
vae = VAE(encoder, decoder)
vae.compile(optimizer="adam")
vae(np.zeros((1, 8, 8, 1), np.float32))
codes = np.random.default_rng(1).normal(size=(3, 2)).astype(np.float32)
pictures = np.random.default_rng(2).uniform(size=(3, 8, 8, 1)).astype(np.float32)
packed("vae", vae)
packed("nest", nest)
np.savez(
    FOLDER / "expected.npz", pts=codes, pics=pictures, dec=decoder(codes), nest=nest(codes), m=encoder(pictures)[0],
    v=encoder(pictures)[1],
)  # fmt: skip
# exported.zip is what Keras 3 writes of Sequential([Input((2,)), Dense(64, "sigmoid")]) by model.export(...).
