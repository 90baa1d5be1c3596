"""Many steps of a training as one program of JAX, with weights, moments and means left on the device between them."""

from collections.abc import Callable, Sequence
from typing import Any

import keras

Values = tuple[Any, Any, Any]


class JaxSteps:
    """Training steps on variables of Keras, several of them in one compiled call.

    Between calls the variables have what the last step left, and so may be read and assigned; in a call their memory
    is the program's, which writes each step over the one before.
    """

    def __init__(
        self,
        loss: Callable[..., Any],
        variables: Sequence[Any],
        optimizer: Any,
        after_step: Callable[[], object] | None = None,
        is_counted: bool = False,
    ) -> None:
        """Prepare the program; the first call compiles it.

        Args:
            loss: of (number of the step, *arrays of the call), a scalar: what a step lowers.
            variables: all that `loss` and `after_step` read or change beside the optimizer's own.
            optimizer: one that is built for the trainable ones among them.
            after_step: takes each step's result into what is kept beside it.
            is_counted: whether the program is compiled for a number of steps, anew for each that is asked for.
        """
        import jax

        trained = optimizer._trainable_variables
        trained_ids = {id(variable) for variable in trained}
        self._loss = loss
        self._after_step = after_step
        self._optimizer = optimizer
        self._kinds = (
            list(trained),
            [variable for variable in variables if id(variable) not in trained_ids],
            list(optimizer.variables),
        )
        self._compiled = jax.jit(self._all, donate_argnums=0, static_argnums=(1, 2) if is_counted else ())

    @property
    def values(self) -> Values:
        """What the variables have: those that are trained, those beside them, the optimizer's."""
        trained, others, moments = ([variable.value for variable in kind] for kind in self._kinds)
        return trained, others, moments

    def run(self, first: int, last: int, *arrays: Any) -> None:
        """Take the steps from `first` up to `last`, each with the same arrays, and wait for the result."""
        import jax

        values = jax.block_until_ready(self._compiled(self.values, first, last, *arrays))
        for kind, new in zip(self._kinds, values, strict=True):
            for variable, value in zip(kind, new, strict=True):
                variable.assign(value)

    def step(self, values: Values, number: Any, *arrays: Any) -> Values:
        """Return the values after one step, without a change to the variables: what JAX may compile, loop and map."""
        import jax

        trained, others, moments = values

        def loss_of(trained: Any) -> tuple[Any, Any]:
            with self._scope(trained, others) as scope:
                loss = self._loss(number, *arrays)
            return loss, self._left_by(scope)[1]

        (_, others), gradients = jax.value_and_grad(loss_of, has_aux=True)(trained)
        trained, moments = self._optimizer.stateless_apply(moments, gradients, trained)
        if self._after_step is not None:
            with self._scope(trained, others, moments) as scope:
                self._after_step()
            trained, others, moments = self._left_by(scope)
        return trained, others, moments

    def _all(self, values: Values, first: Any, last: Any, *arrays: Any) -> Values:
        import jax

        made: Values = jax.lax.fori_loop(first, last, lambda number, values: self.step(values, number, *arrays), values)
        return made

    def _scope(self, *values: Any) -> keras.StatelessScope:
        pairs = [pair for kind, new in zip(self._kinds, values, strict=False) for pair in zip(kind, new, strict=True)]
        return keras.StatelessScope(state_mapping=pairs)

    def _left_by(self, scope: keras.StatelessScope) -> list[list[Any]]:
        known = {id(variable) for kind in self._kinds for variable in kind}
        assert known >= scope.state_mapping.keys(), "a step changed a variable that it was not given"
        return [[scope.get_current_value(variable) for variable in kind] for kind in self._kinds]


def compiled(function: Callable[..., Any], read: Sequence[Any], changed: Sequence[Any]) -> Callable[..., Any]:
    """Return a function of arrays compiled by JAX.

    Args:
        function: of arrays and of variables of Keras.
        read: the variables that it reads, which may have other values in every call.
        changed: those that it changes.
    """
    import jax

    variables = [*read, *changed]

    def pure(values: Any, *arrays: Any) -> Any:
        with keras.StatelessScope(state_mapping=zip(variables, values, strict=True)) as scope:
            made = function(*arrays)
        return made, [scope.get_current_value(variable) for variable in changed]

    program = jax.jit(pure)

    def call(*arrays: Any) -> Any:
        made, values = program([variable.value for variable in variables], *arrays)
        for variable, value in zip(changed, values, strict=True):
            variable.assign(value)
        return made

    return call
