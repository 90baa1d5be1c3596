"""What linked maps say: words of `ui.learn.interface`, by the names that ui/learn/linked_maps.js asks for."""

from ui.learn.catalogue import _

LINKED: dict[str, str] = {
    "linked_hint": _("Drag me"),
    "linked_map": _(
        "Map of {run}. Arrow keys move the point on all maps, with shift in finer steps; plus and minus zoom; Home "
        "goes back to the start."
    ),
    "linked_whole": _("Show the whole map of {run}"),
    "linked_picture": _("What {run} draws at the point"),
    "linked_drawn": _("{count} pictures drawn at random by {run}"),
    "linked_draw": _("Draw {count} at random"),
    "linked_drew": _("{count} other places were drawn at random, the same on every map."),
    "linked_place": _("The point is at {z1}, {z2}."),
    "linked_fitted": _("drawn as its dots lie"),
    "layer_scale": _("Same scale"),
    "layer_scale_title": _("Same scale: all maps show the same part, and the point is at the same two numbers"),
    "linked_class": _("Class to draw"),
    "layer_points": _("Dots"),
    "layer_manifold": _("Pictures"),
    "layer_prior": _("Circles"),
    "layer_shape": _("Shape"),
    "layer_clouds": _("Clouds"),
    "layer_fog": _("Fog"),
    "layer_points_title": _("Dots: where pictures landed that it had not learnt from"),
    "layer_manifold_title": _("Pictures: what is drawn at each place"),
    "layer_prior_title": _("Circles: how many of 100 random places fall within each"),
    "layer_shape_title": _("Shape: random places are drawn from all of it"),
    "layer_clouds_title": _("Clouds: random places are drawn from them, mostly from the darker"),
    "circle": _("{count} in 100"),
    "layer_fog_title": _("Fog: hardly any picture landed here"),
}
