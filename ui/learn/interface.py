"""The words of the lesson beside its steps: buttons, labels, what the views say, by the names JavaScript asks for."""

from ui.learn.broken import BREAK
from ui.learn.catalogue import _
from ui.learn.linked_words import LINKED
from ui.learn.wall import WALL

PICKED = (
    _("{pictures}, {numbers}"),
    _("{pictures}, class told, {numbers}"),
    _("{pictures} in {shape}, {numbers}"),
    _("{pictures} {aside}, {numbers}"),
    _("by eight draws"),
    _("in clouds"),
    _("on three maps"),
    _("in two layers"),
    _("a circle"),
    _("a ring"),
    _("a star"),
    _("two moons"),
    _("petals"),
    _("what was painted"),
    _("1 number"),
    _("{count} numbers"),
    _("Digits"),
    _("Pixel faces"),
    _("Letters"),
    _("300 handwritten digits"),
    _("Small digits"),
    _("Clothes"),
    _("Names"),
    _("Two bars of tunes"),
    _("Motions of an arm"),
)
"""Words of `ui.shell.run_picker.option`, for the catalogue."""

INTERFACE: dict[str, str] = {
    "page": _("Learn"),
    "steps": _("Steps of the lesson"),
    "step_of": _("Step {number} of {count}: {title}"),
    "previous": _("Back"),
    "next": _("Next"),
    "to_check": _("To the check"),
    "do": _("Try it"),
    "right": _("Right."),
    "wrong": _("Not quite."),
    "maths": _("The maths"),
    "code": _("The code"),
    "code_line": _("{file}, line {number}"),
    "words": _("Words so far"),
    "present": _("Present"),
    "present_help": _("Large type for a class, full screen (P)"),
    "leave": _("Leave (Esc)"),
    "notes": _("Notes"),
    "ask": _("Ask"),
    "expect": _("They will say"),
    "minutes": _("About {minutes} minutes"),
    "keys": _("← → step · Space shows the answer · B blank · N notes · T timer · Esc leaves"),
    "loading": _("Loading the model …"),
    "damaged": _("This step's machine cannot be shown: its file is damaged. Load the page again."),
    "offline": _("This step needs the full app: its models are not in this file."),
    "absent": _("This machine is not in this file: to see it draw needs the full app. Its figures are here."),
    "map_label": _("Map. Arrow keys move the point, with shift in finer steps; plus and minus zoom; Home resets."),
    "no_step": _("step in the address must be one of {steps}, got {step}: beginning at the start."),
    # a game
    "target": _("You see this"),
    "friend": _("Your friend draws this"),
    "dial": _("Dial {number}"),
    "match": _("{score} of 100: ink in the right place"),
    "match_label": _("How much of the ink lies in the same places"),
    "move": _("{moves} move"),
    "moves": _("{moves} moves"),
    "best": _("Best in this round: {score}"),
    "new_round": _("Another digit"),
    "game_before": _("Two numbers bring one much like it, not every stroke: turn the dials and see."),
    "game_near": _("You reached {score} of 100 in {moves}: kind and slant came across, not every wiggle."),
    "game_far": _("You have reached {score} of 100 in {moves}; above 80 the digits are much alike."),
    "close": _("That is as good as it gets."),
    # drawing
    "pad": _("Drawing pad: draw a digit with mouse, pen or finger. With the keyboard, choose a drawn digit below it."),
    "draw_here": _("Draw a digit here"),
    "clear": _("Clear"),
    "draw_sample": _("Draw a {digit} for me"),
    "seen_as": _("784 numbers"),
    "two_numbers": _("two numbers"),
    "drawn_back": _("drawn back"),
    "no_ink": _("Draw more than a dot."),
    "neighbours_all": _("{digit}s: all of its ten nearest"),
    "neighbours_mixed": _("{digit}s: {count} of its ten nearest"),
    "landed": _("Your digit landed beside {neighbours}."),
    "landed_example": _("An example, until you draw: this 4 landed beside {neighbours}."),
    # unsqueeze
    "here": _("Drawn here, now"),
    "near": _("{count} of the 10 nearest digits are {digit}s."),
    "far": _("No digit landed near here: nobody has seen what belongs here."),
    # holes
    "copy_only": _("Only copying"),
    "together": _("Staying together, too"),
    # a cloud
    "throw": _("Throw {count}"),
    "width": _("Width of the cloud"),
    "width_times": _("{times} times its own"),
    "wider_yet": _("All {count} pictures still lie among the {digit}s: make the cloud wider and see how many stay."),
    "wider_done": _(
        "Of {count} pictures {same} still lie among the {digit}s; the others lie among other digits. That is the "
        "risk of a wide cloud."
    ),
    "dice": _("dice"),
    "place": _("place"),
    "cloud_width": _("width"),
    "still": _("{same} of {count} places still lie among the {digit}s."),
    "still_framed": _("The pictures of the others are framed."),
    "decoder": _("decoder"),
    "blame": _("A bad picture is blamed on place and width, which can be mended, and never on the dice."),
    # two forces
    "draw_well": _("Draw well: R, the error of copies"),
    "stay_together": _("Stay together: KL, cost of distance"),
    "new_digits": _("Eight new digits from this β, at random places"),
    "forces_verdict": _("The judge was sure of most new digits at β = {best}. Of 100 drawn, by β: {others}."),
    "forces_row": _("{beta} → {share}"),
    # watch it learn
    "play": _("Play"),
    "pause": _("Pause"),
    "epoch": _("Epoch {epoch}"),
    "epochs": _("Epochs of the training"),
    "untrained": _("Before learning"),
    "your_digit": _("Your digit"),
    "example_digit": _("An example"),
    "other_machine": _(
        "This machine is smaller than that of the first steps, and has learnt for less long: it may take a digit for "
        "another one."
    ),
    "drawn_for_it": _("What it draws for it"),
    "cost": _("Cost in nats a picture, over the epochs (before learning it is off the chart)"),
    # what for
    "use_new": _("New digits"),
    "use_odd": _("Odd ones"),
    "use_sizes": _("Squeezing"),
    "use_more": _("More from few"),
    "use_few": _("Few names"),
    "uses_verdict": _(
        "With 20 names it reads {pixels} in 100 right from the squares, {codes} from two numbers{within} and {eight} "
        "from a map of eight numbers."
    ),
    "uses_within": _(" (a difference that chance alone could make)"),
    "use_new_picture": _("{count} new digits, drawn at random places"),
    "use_new_draw": _("Draw {count} others"),
    "use_new_figure": _(
        "The judge of step 5, which reads {accuracy} in 100 real digits right, was sure of {share} in 100 of {count} "
        "like these."
    ),
    "use_odd_scribble": _("Scribble for me"),
    "use_odd_said": _("Yours costs {cost} nats to describe; about {share} in 100 digits cost less."),
    "use_odd_example": _(
        "An example, until you draw: a 4 that costs {cost} nats to describe; about {share} in 100 digits cost less."
    ),
    "use_odd_band": _("what digits cost (98 in 100)"),
    "use_odd_you": _("yours"),
    "use_odd_this": _("the example"),
    "use_odd_figure": _(
        "If the dearest are taken for odd, {alarms} in 100 real digits are refused, and {rotated} in 100 digits lying "
        "on their side and {clothes} in 100 pictures of clothes are found. Encode has the better test."
    ),
    "use_sizes_dial": _("Squeezed into"),
    "use_sizes_one": _("1 number"),
    "use_sizes_many": _("{count} numbers"),
    "use_sizes_numbers": _("Numbers"),
    "use_sizes_lead": _(
        "Six machines, one for each size: each squeezes the digit and draws it back. From one number or two a 4 may "
        "come back as a 9."
    ),
    "use_sizes_bits": _("Bits"),
    "use_sizes_bits_said": _("What the numbers tell at most: a bit is the answer to one question of yes or no."),
    "use_sizes_error": _("Error"),
    "use_sizes_error_said": _(
        "How far the copies of new digits are from them: all differences squared and added up. Less is better."
    ),
    "use_sizes_pca": _("PCA"),
    "use_sizes_pca_said": _("The error where as many fixed patterns, the best there are, are added up."),
    "use_sizes_jpeg": _("JPEG"),
    "use_sizes_jpeg_said": _(
        "The error of a photo file no larger than the numbers, which take 32 bits each. Its opening, alike in all, is "
        "not counted. No file is as small as eight numbers."
    ),
    "use_more_lead": _("One digit with a name, and what is drawn about its place, with the same name."),
    "use_more_picture": _("{count} pictures drawn about your digit's place"),
    "use_more_draw": _("Draw {count} others"),
    "use_more_alone": _("names alone"),
    "use_more_decoded": _("with pictures drawn by one that saw 60,000, without names"),
    "use_more_told": _("with pictures drawn by one that saw only these, with names"),
    "use_more_moved": _("with moved copies, no machine needed"),
    "use_more_figure": _("Bars: how far five tries lie apart. Where they overlap, a gain may be chance."),
    "use_labels": _("digits with a name"),
    "use_right": _("read right"),
    "use_few_dial": _("Digits with a name"),
    "use_few_again": _("Others"),
    "use_few_said": _("Reading by the nearest of {count} names gets {share} in 100 of {read} others right."),
    "use_few_pixels": _("from the squares"),
    "use_few_two": _("from two numbers"),
    "use_few_eight": _("from eight numbers"),
    "use_few_figure": _(
        "The chart: a better reader than the nearest name, on digits that it had not learnt from. Bars: how far five "
        "tries lie apart."
    ),
    # below the lesson
    "take_home": _("Take the lesson home, with the map of"),
    "take_home_button": _("One file, no network needed"),
    "take_home_help": _(
        "Opens by a double click, on phones too; at most 4 MB. Beside the lesson's own small map there is room for the "
        "machines of step 5, too. Films, and the machines for which no room is left, need the full app; their figures "
        "are in the file."
    ),
    "site_note": _(
        "Encoding, interpolating, the atlas, comparing and training need the full app: pip install latent-explorer."
    ),
    # the check
    "check": _("Check"),
    "check_title": _("Ten questions"),
    "check_text": _("In plain words, without looking back. Each answer leads to the step where it was seen."),
    "see_step": _("See step {number}: {title}"),
    "score": _("{right} of {count} right"),
    "certificate": _("Certificate"),
    "name": _("Your name, for the certificate; it stays in this browser"),
    "print": _("Print"),
    "again": _("Begin again"),
    "certificate_text": _(
        "has walked through the map of a variational autoencoder and answered {right} of {count} questions."
    ),
    **LINKED,
    **BREAK,
    **WALL,
}
