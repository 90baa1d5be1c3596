"""Which graphs of ONNX are run: ONNX' own operators that come to an end, with weights that are in the file."""

from vae.protobuf import Message, WireError

_OWN = ("", "ai.onnx")
_ENDLESS = ("Loop", "Scan")
_OUTSIDE = 1
_MOST_DEEP = 20


class GraphError(ValueError):
    """A graph cannot be evaluated; the message says why and what to do."""


def check(model: bytes) -> None:
    """Check a file before it is run.

    Args:
        model: an ONNX file.

    Raises:
        GraphError: it has operators of its own or loops, its weights lie in another file, or it is none.
    """
    try:
        found = Message(model)
        own = {(each.text(10), each.text(1)) for each in found.messages(25)}
        for function in found.messages(25):
            _check_nodes(function.messages(7), own, 0)
        for graph in found.messages(7):
            _check_graph(graph, own, 0)
    except WireError as error:
        raise GraphError("it is no ONNX file, or is cut off: write it again with torch.onnx.export") from error


def _check_graph(graph: Message, own: set[tuple[str, str]], depth: int) -> None:
    if depth > _MOST_DEEP:
        raise GraphError("its graphs are nested too deeply")
    for tensor in graph.messages(5):
        _check_tensor(tensor)
    for sparse in graph.messages(15):
        for tensor in (*sparse.messages(1), *sparse.messages(2)):
            _check_tensor(tensor)
    _check_nodes(graph.messages(1), own, depth)


def _check_nodes(nodes: list[Message], own: set[tuple[str, str]], depth: int) -> None:
    for node in nodes:
        kind, domain = node.text(4), node.text(7)
        if domain not in _OWN and (domain, kind) not in own:
            raise GraphError(f"the operator {kind} is none of ONNX but of {domain!r}, whose code is not run")
        if kind in _ENDLESS:
            raise GraphError(f"the operator {kind} may go round for ever, so it is not run: write the steps out")
        for attribute in node.messages(5):
            for tensor in (*attribute.messages(5), *attribute.messages(10)):
                _check_tensor(tensor)
            for sparse in (*attribute.messages(22), *attribute.messages(23)):
                for tensor in (*sparse.messages(1), *sparse.messages(2)):
                    _check_tensor(tensor)
            for graph in (*attribute.messages(6), *attribute.messages(11)):
                _check_graph(graph, own, depth + 1)


def _check_tensor(tensor: Message) -> None:
    if tensor.choice(14) == _OUTSIDE or tensor.has(13):
        raise GraphError(
            f"the weights {tensor.text(8)!r} lie in another file, which is not opened: write all into one, "
            "torch.onnx.export(model, example, 'decoder.onnx', external_data=False)"
        )
