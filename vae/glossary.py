"""What the terms on the pages mean, one line each, for people who have never heard of a VAE."""

from collections.abc import Mapping

GLOSSARY: dict[str, str] = {
    "points": "each is a picture that the model has not learnt from, where the encoder puts it, in its class's colour",
    "points_encoded": "each is a picture, where the encoder puts it, in its class's colour",
    "points_given": "each is a code that came with the model, in its class's colour",
    "points_prior": "each is a place drawn at random: nothing is known of the pictures that the model learned from",
    "pictures": "what the decoder draws at places all over the map",
    "pictures_of_many": "what the decoder draws all over the map, the dimensions off the map being as they are set",
    "circles": "how usual a place is: most places drawn at random lie within the second circle",
    "shape": "what codes were pulled to while it trained: places drawn at random lie all over it",
    "clouds": "what codes were pulled to, learnt as well: places drawn at random lie in them, most in the darker",
    "fog": "places where hardly any picture was seen: what is drawn there is guessed",
    "neg_elbo": "what it costs to describe a picture, reconstruction and KL together; lower is better",
    "exact_nll": "what −ELBO would be if the encoder named just the clouds that fit the decoder",
    "importance_weighted_nll": "a closer bound than −ELBO, from many draws for each picture",
    "reconstruction": "how far what the decoder draws is from the picture",
    "kl": "how far a picture's cloud is from the one all are pulled to: the most its code can say; 0 says nothing",
    "inside_prior": "how many pictures' codes lie in the shape, or the part of it, that they were pulled to",
    "knn_accuracy": "how often the commonest class among a picture's nearest codes is its own",
    "class_consistency": "how often a classifier sees a picture drawn with a class as that class",
    "squared_error": "the difference from the picture, squared and summed over all of it",
    "active_units": "how many of the code's numbers tell pictures apart; the others say the same of all",
    "prior_distance": "how far all codes together are from places drawn at random; near ones decode well",
    "seconds": "the time that the epochs took on the machine that trained it",
    "mean_distance": "how far apart two of these pictures lie by their codes, on average",
    "spread": "the standard deviation of the codes along one of their numbers",
    "encoder": "the network that squeezes a picture into a few numbers",
    "decoder": "the network that draws a picture from a few numbers",
    "autoencoder": "an encoder and a decoder that practise copying pictures together",
    "variational": "an autoencoder whose encoder names a cloud in place of a point, and which keeps its map together",
    "width": "how wide the cloud is that the encoder names for a picture",
    "network": "a machine made of many numbers; learning is turning them, a little at a time",
    "code": "the numbers that the encoder names for a picture",
    "nat": "the unit in which costs are counted: 1.44 answers of yes or no, or bits",
    "judge": "a network that learnt to read real digits, and of new ones says whether it is sure",
    "epoch": "once through all pictures that a network learns from",
    "beta": "how hard all clouds are pulled to one: to the middle of the map, and wide",
    "in_use": "how many numbers of the code say something about the picture",
}
GLOSSARY["importance_weighted_nll_5000"] = GLOSSARY["importance_weighted_nll"]


IN_NATS = ("neg_elbo", "exact_nll", "importance_weighted_nll", "importance_weighted_nll_5000", "reconstruction", "kl")
"""The terms that are costs, counted in nats."""


def explained(titles: Mapping[str, str]) -> str:
    """Return Markdown that explains terms, one line each, and where one is a cost what costs are counted in.

    Args:
        titles: by the term what a page calls it.

    Raises:
        KeyError: a term is not in GLOSSARY.
    """
    lines = [f"**{title}**: {meaning(term)}." for term, title in titles.items()]
    if any(term in IN_NATS for term in titles):
        lines.append(f"**A nat**: {meaning('nat')}.")
    return "\n\n".join(lines)


def meaning(term: str) -> str:
    """Return what a term means, a phrase without a full stop.

    Raises:
        KeyError: it is not in GLOSSARY.
    """
    return GLOSSARY[term]
