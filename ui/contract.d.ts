// Written by `python -m docs.declarations` from the dataclasses and typed dicts of Python: change those.

/** A place in latent space: a code, and the class that a conditional run draws there. */
export interface Place {
  z: number[];
  label: number | null;
}

/** What is measured of pictures beside their classes; the numbers themselves lie in the run's bundle. */
export interface AttributeFacts {
  name: string;
  unit: string;
  meaning: string;
  low: number;
  high: number;
}

/** One level of the codes of a run that has several; the fog of its map lies in the run's bundle. */
export interface LevelFacts {
  title: string;
  figures: string;
  dimensions: number[];
  home_box: [number, number, number, number] | null;
  fog_box: [number, number, number, number] | null;
}

/** The small values of a run's map, beside the arrays of its bundle. */
export interface RunFacts {
  run: string;
  fingerprint: string;
  subtitle: string;
  lead: string;
  kind: string;
  shape: [height: number, width: number, channels: number];
  latent_dim: number;
  class_names: string[];
  colors: string[];
  colors_dark: string[];
  noun: string;
  nouns: string;
  meanings: Record<string, string>;
  near_distance: number;
  has_prior: boolean;
  shape_extent: number | null;
  has_data: boolean;
  kl_per_dimension: number[] | null;
  order: number[];
  unused: number[];
  unused_text: string;
  slider_range: number;
  z_limit: number;
  home_box: [number, number, number, number];
  fog_box: [number, number, number, number];
  home: Place;
  attributes: AttributeFacts[];
  levels: LevelFacts[];
}

/** What a map with a point on it is told: the map, and where the point begins. */
export interface PointFacts extends RunFacts {
  start: Place;
}

/** What the watcher for quiet tells: that there is some. */
export interface QuietTells {
  quiet: boolean;
}

/** Where the browser fetches a bundle. */
export interface BundleAddress {
  fingerprint: string;
  address: string;
  is_needed: boolean;
}

/** The bundles that a view needs. */
export interface BundleFacts {
  bundles: BundleAddress[];
}

/** Pictures that were asked for. */
export interface RemoteAnswer {
  turn: number;
  pixels: string;
}

/** What the element that asks for pictures is told. */
export interface RemoteFacts {
  fingerprint: string;
  answer: RemoteAnswer | null;
}

/** Pictures that are wanted: a number, codes, and for each the shares of the classes, or nothing. */
export interface Wanted {
  turn: number;
  codes: number[][];
  shares: number[][];
}

/** What that element tells: which pictures are wanted. */
export interface RemoteTells {
  wanted: Wanted;
}

/** How a map is shown, by the names that the address has for it. */
export interface MapShown {
  map: number[] | null;
  layers: string[];
  hide: number[];
  color: string;
  word: string;
}

/** What Explore's map is told: the map, where its point begins, and how it is shown at first and usually. */
export interface ExploreFacts extends PointFacts {
  shown: MapShown;
  usual: MapShown;
}

/** What Explore's map tells: where it was left, and how it was shown. */
export interface ExploreTells {
  place: Place;
  shown: MapShown;
}

/** A picture to encode, its numbers as `gallery.values_text`. */
export interface GivenPicture {
  name: string;
  pixels: string;
}

/** The drawing of a revision as Python prepared it, its numbers as `gallery.values_text`. */
export interface Settled {
  revision: string;
  pixels: string;
}

/** What the stage shows besides the drawing. */
export interface Shown {
  mode: "draw" | "show";
  subtitle: string;
  empty: string;
  pictures: GivenPicture[];
  selected: number;
  settled: Settled | null;
}

/** A prior that is learnt, see `vae.prior.mixture`: numbers of its parts, one part after another. */
export interface MixtureFacts {
  means: number[];
  log_vars: number[];
  log_weights: number[];
}

/** How ink becomes a picture like a data set's digits, as `vae.pictures.recipes.Recipe` has it. */
export interface InkFacts {
  box: number;
  widths: number[];
  by_mass: boolean;
}

/** How a run takes pictures, for the encoder in the browser. */
export interface EncodingFacts {
  encoder: string;
  is_conditional: boolean;
  is_binarized: boolean;
  nll: string;
  sigma: number | null;
  mixture: MixtureFacts | null;
  noise: number[];
  ink: InkFacts | null;
}

/** A line of the pen or the eraser: x, y and width of its points one after another, in widths of the pad. */
export interface Stroke {
  points: number[];
  erases: boolean;
  color: string | null;
}

/** A drawing to begin with: its lines as points (x, y) on the pad. */
export interface DrawnSample {
  name: string;
  strokes: number[][][];
}

/** What the stage is told: what it shows, the map, how this run takes pictures, what its encoder sees in words. */
export interface StageFacts extends Shown, EncodingFacts, RunFacts {
  strokes: Stroke[];
  revision: string;
  choice: number | null;
  samples: DrawnSample[];
  seen: string;
}

/** What is on the pad; its picture is a PNG data address, None where there is nothing. */
export interface Drawing {
  revision: string;
  strokes: Stroke[];
  picture: string | null;
}

/** A picture file from the clipboard, its content as base64. */
export interface PastedPicture {
  name: string;
  content: string;
}

/** Pictures pasted at once, and how many more had no room; the id tells them from the same ones again. */
export interface Pasted {
  id: string;
  pictures: PastedPicture[];
  num_left_out: number;
}

/** What the stage tells: the drawing, the class that a conditional run is told (None guesses), pasted pictures. */
export interface StageTells {
  drawing: Drawing;
  choice: number | null;
  pasted: Pasted;
}

/** What the cutter is told: the picture as a data address, and what is cut out of it now. */
export interface CutterFacts {
  id: string;
  name: string;
  picture: string;
  box: number[];
  degrees: number;
}

/** A part: of which file, left, top, right and bottom in [0, 1] of the turned picture, and its turn clockwise. */
export interface TakenPart {
  id: string;
  box: number[];
  degrees: number;
}

/** What the cutter tells. */
export interface CutterTells {
  cut: TakenPart;
}

/** What the keyboard is told: the melody to begin with. */
export interface MelodyInputFacts {
  id: string;
  tokens: number[];
}

/** A melody: which one it was when it was last told, and its tokens now. */
export interface PlayedMelody {
  id: string;
  tokens: number[];
}

/** What the keyboard tells: the melody as it was played or written. */
export interface MelodyInputTells {
  played: PlayedMelody;
}

/** What the pad is told: the path that stands on it at first, in metres, and how many places one may have. */
export interface MotionPadFacts {
  path: number[][];
  most: number;
}

/** What the pad tells: the path, in metres. */
export interface MotionPadTells {
  path: number[][];
}

/** What the field is told: the word that stands in it at first, and how many letters a word has at most. */
export interface WordInputFacts {
  text: string;
  most: number;
}

/** What the field tells: its text. */
export interface WordInputTells {
  text: string;
}

/** A path and how it is shown, as the address holds them. */
export interface Ends {
  z: number[];
  via: number[][];
  to: number[];
  label: number | null;
  to_label: number | null;
  frames: number;
  easing: "even" | "picture" | "smooth";
  loop: boolean;
  path: "linear" | "spherical" | "geodesic" | "fade";
}

/** How far the search for a path is. */
export interface Geodesic {
  points: number[][];
  labels: [number | null, number | null];
  curves: (number[][] | null)[];
  is_done: boolean;
  length: number;
  energy: number;
  turn: number;
  problem: string;
}

/** Where what was typed last lands. */
export interface Typed {
  turn: number;
  code: number[];
  problem: string;
}

/** What the interpolator is told. */
export interface InterpolatorFacts extends RunFacts {
  representatives: (number[] | null)[];
  start: Ends;
  most_points: number;
  geodesic: Geodesic | null;
  can_type: boolean;
  typed: Typed | null;
}

/** The points of a path, and the classes that a conditional run draws at its ends. */
export interface Route {
  z: number[];
  via: number[][];
  to: number[];
  label: number | null;
  to_label: number | null;
}

/** A piece of a search that the page asks for, numbered. */
export interface Seek {
  turn: number;
  state: Route;
}

/** A text that was typed, numbered. */
export interface Typing {
  turn: number;
  text: string;
}

/** What the interpolator tells: the path, what to search for, and a point that was typed. */
export interface InterpolatorTells {
  ends: Ends;
  seek: Seek;
  typed: Typing;
}

/** The square as the address holds it: codes of the corners, the point's place from 0 to 1, pictures a side. */
export interface Corners {
  c: number[][];
  at: number[];
  n: number;
  label: number | null;
}

/** What the square is told: the map, and a code a class (None where it has none). */
export interface CornersFacts extends RunFacts {
  representatives: (number[] | null)[];
  start: Corners;
}

/** What the square tells: how it was left. */
export interface CornersTells {
  place: Corners;
}

/** The middle of the codes with most, or least, of something that is measured of pictures. */
export interface Pole {
  word: string;
  text: string;
  attribute: number;
  z: number[];
}

/** a − b + c as the address holds it: each a class number, the word of a pole, or a code. */
export interface Equation {
  a: number | string | number[];
  b: number | string | number[];
  c: number | string | number[];
  label: number | null;
}

/** What the equation is told: the map, mean codes, random directions of length 1, and codes to try. */
export interface ArithmeticFacts extends RunFacts {
  poles: Pole[];
  class_means: (number[] | null)[];
  directions: number[][];
  candidates: number[];
  start: Equation;
}

/** What the equation tells: how it was left. */
export interface ArithmeticTells {
  place: Equation;
}

/** A problem as the address holds it: start a, goal b and the obstacle's middle o in metres, its radius r. */
export interface Plan {
  a: number[];
  b: number[];
  o: number[];
  r: number;
  label: number | null;
}

/** What drawn problems have shown, as vae.motion.trial measures it: of both motions, and on how many problems. */
export interface TrialFacts {
  count: number;
  hits: number[];
  lengths: number[];
  jerks: number[];
}

/** What the planner is told: the map, and what drawn problems have shown, or None and how to measure it. */
export interface PlannerFacts extends RunFacts {
  start: Plan;
  radii: number[];
  trial: TrialFacts | null;
  command: string;
}

/** What the planner tells: how it was left. */
export interface PlannerTells {
  place: Plan;
}

/** What is marked on the chart. */
export interface Marked {
  rows: string;
  is_point: boolean;
  is_charts_own: boolean;
  serial: number;
  sigma: number[] | null;
}

/** What the companion is told. */
export interface CompanionFacts {
  chart: string;
  decoder: string;
  points: string;
  title: string;
  shape: [height: number, width: number, channels: number];
  kind: string;
  class_names: string[];
  colors: string[];
  colors_dark: string[];
  is_conditional: boolean;
  chosen: Marked | null;
  has_webgl: boolean;
}

/** What the companion tells: that the browser has no WebGL. */
export interface CompanionTells {
  webgl: boolean;
}

/** A figure in words, and the length of its bar: the share of the largest on any card. */
export interface Figure {
  text: string;
  share: number;
}

/** One dimension. */
export interface Card {
  index: number;
  title: string;
  name: string;
  measures: Figure[];
  ticks: string[];
  where: string;
  strip: string;
  heat: string;
  base: string;
  strip_text: string;
  heat_text: string;
}

/** What is wrong with the name that a dimension was given. */
export interface NameProblem {
  dimension: number;
  text: string;
}

/** What the cards are told: other pictures have another id; `shape` is a picture's height, width and channels. */
export interface DimensionFacts {
  id: string;
  shape: [height: number, width: number, channels: number];
  cards: Card[];
  unused: Card[];
  unused_text: string;
  problem: NameProblem | null;
  may_name: boolean;
}

/** The name that a dimension is given, and when. */
export interface Naming {
  dimension: number;
  name: string;
  at: number;
}

/** What the cards tell. */
export interface DimensionTells {
  named: Naming;
}

/** A reel that the page gets: the name of its bundle, and the epochs of its frames. */
export interface ListedReel {
  fingerprint: string;
  epochs: number[];
}

/** A value an epoch, nats but for the epoch itself and the weight of the KL. */
export interface History {
  epoch: number[];
  reconstruction: number[];
  kl: number[];
  val_reconstruction: number[];
  val_kl: number[];
  kl_weight: number[];
}

/** A curve of what the training's family alone tells. */
export interface TermCurve {
  name: string;
  level: number | null;
  level_name: string;
  training: number[];
  held_out: number[];
}

/** What the film's viewer is told anew with every epoch of a training that is watched. */
export interface FilmNews {
  is_live: boolean;
  pace: number | null;
  reels: ListedReel[];
  mean: number[];
  axes: number[][];
  explained: number;
  box: number[];
  history: History;
  terms: TermCurve[];
  best_epoch: number | null;
  clouds: number[];
}

/** What the film's viewer is told. */
export interface FilmFacts extends FilmNews {
  name: string;
  rest: string;
  num_epochs: number;
  kind: string;
  noun: string;
  nouns: string;
  shape: [height: number, width: number, channels: number];
  latent_dim: number;
  class_names: string[];
  colors: string[];
  colors_dark: string[];
  has_prior: boolean;
  has_kl: boolean;
  shape_extent: number | null;
  inside: string;
  others: string;
  is_conditional: boolean;
  level: string;
}

/** What the bar is told. */
export interface MeterFacts {
  text: string;
  epoch: number;
  step: number;
  epochs: number;
  steps: number;
  seconds_left: number | null;
  age: number;
  patience: number;
}

/** What one element tells a view that stands elsewhere on the page. */
export interface Word {
  channel: string;
  facts: Record<string, any>;
}

/** What the element that asks is told. */
export interface NextLookFacts {
  look: number;
  seconds: number | null;
  words: Word[];
}

/** What it tells: after which look another is due. */
export interface NextLookTells {
  asked: number;
}

/** What the canvas is told. */
export interface PainterFacts {
  size: number;
  painting: string;
}

/** What the canvas tells: what is painted, when a stroke has ended. */
export interface PainterTells {
  painting: string;
}

/** One step's words. Texts may hold **emphasis**, and {names} of numbers that its view knows. */
export interface Step {
  name: string;
  short: string;
  title: string;
  text: string;
  task: string;
  question: string;
  choices: string[];
  answer: number | null;
  reveal: string;
  aside: string;
  formula: string;
  filled: string;
  symbols: string;
  code: [string, string, string];
  ask: string;
  expect: string;
  minutes: number;
}

/** One statement: its file from where vae/ lies, its first line number and its text on one line. */
export interface CodeLine {
  file: string;
  number: number;
  text: string;
}

/** One question: its choices, the number of the right one, why, and the step that showed it. */
export interface Question {
  text: string;
  choices: string[];
  answer: number;
  why: string;
  step: string;
}

/** A word that the lesson explains. */
export interface WordFacts {
  word: string;
  meaning: string;
}

/** A run as the lesson shows it. */
export interface LessonRun extends EncodingFacts, RunFacts {
  title: string;
  beta: number;
  measures: Record<string, number>;
  snapshots: string;
  film: string;
}

/** A machine that went wrong: what is asked and told of it, and its name. */
export interface CaseFacts {
  step: Step;
  run: string;
}

/** A figure of the health card, beside that of a sound machine. */
export interface CardLine {
  name: string;
  value: string;
  sound: string;
  state: string;
  other: string;
}

/** A machine that went wrong. */
export interface BrokenFacts {
  fault: string;
  run: string;
  learnt: number[];
  new: number[];
  card: CardLine[];
  numbers: Record<string, string>;
}

/** A run that may hang on the wall. */
export interface WallChoice {
  run: string;
  title: string;
  kind: string;
}

/** What the wall is told. */
export interface WallFacts {
  choices: WallChoice[];
  chosen: string[];
  costs: Record<string, number>;
  copiers: string[];
  holes: Record<string, number>;
}

/** One size of the code: the run, bits and squared error a picture, and the errors of other ways as small. */
export interface SqueezeFacts {
  latent_dim: number;
  run: string;
  bits: number;
  squared_error: number;
  pca: number;
  jpeg: number | null;
}

/** Shares from 0 to 1 over some numbers of labels, each the mean over seeds, with their standard deviation. */
export interface SeriesFacts {
  name: string;
  values: number[];
  spreads: number[];
}

/** Series over the same numbers of labels. */
export interface SharesFacts {
  labels: number[];
  series: SeriesFacts[];
}

/** What the lesson tells of its runs. */
export interface FigureFacts {
  judge_accuracy: number;
  num_drawn: number;
  sure: Record<string, number>;
  kinds: Record<string, number>;
  squeezing: SqueezeFacts[];
  enlarging: SharesFacts;
  features: SharesFacts;
  signs: Record<string, string[]>;
}

/** What held-out pictures cost, and how well that tells strange ones. */
export interface OddFacts {
  percentiles: number[];
  false_alarms: number | null;
  detected: Record<string, number>;
}

/** What the lesson is told. */
export interface LessonFacts {
  start: string;
  main: string;
  words: Record<string, string>;
  steps: Step[];
  lines: Record<string, CodeLine>;
  questions: Question[];
  glossary: WordFacts[];
  samples: DrawnSample[];
  ink: InkFacts | null;
  runs: LessonRun[];
  absent: string[];
  needs: Record<string, string[]>;
  problems: Record<string, string>;
  cases: CaseFacts[];
  broken: BrokenFacts[];
  wall: WallFacts;
  figures: FigureFacts | null;
  betas: string[];
  odd_ones: OddFacts | null;
}

/** What the lesson tells: the view it is at, the one that is shown with all it needs, and the runs on the wall. */
export interface LessonTells {
  step: string;
  ready: string;
  wall: string[];
}

/** How a map is turned and mirrored onto the first one: x' = matrix x + shift. */
export interface Turn {
  matrix: number[][];
  shift: number[];
}

/** What one of the maps is told. */
export interface ComparedRun extends RunFacts {
  alignment: Turn | null;
  group: number;
  data: string;
}

/** How the maps are shown, by the names that the address has for it. */
export interface CompareShown {
  layers: string[];
  light: number | null;
  brush: number[] | null;
  map: (number[] | null)[];
}

/** What the maps are told. */
export interface ComparerFacts {
  views: ComparedRun[];
  main: number;
  start: number;
  shown: CompareShown;
  noun: string;
  nouns: string;
}

/** What the maps tell: the number of the picture that is looked at, and how they are shown. */
export interface ComparerTells {
  picture: number;
  shown: CompareShown;
}

/** A run: its bundle's name, and how many dimensions its codes have. */
export interface Column {
  run: string;
  fingerprint: string;
  dims: number;
}

/** A held-out picture: its number, class, and numbers as `gallery.values_text` where it is on this machine. */
export interface Row {
  number: number;
  label: number;
  name: string;
  original: string | null;
}

/** What the table is told. */
export interface PictureTableFacts {
  columns: Column[];
  rows: Row[];
  shape: [height: number, width: number, channels: number];
  kind: string;
  noun: string;
}

/** A picture of a gallery. */
export interface Item {
  kind: "ink" | "signed" | "photo";
  pixels: string;
  title: string;
  lines: string[];
  note: string | null;
  alt: string | null;
  color: string | null;
  color_dark: string | null;
  shape: [height: number, width: number, channels: number] | null;
}

/** A bar below the pictures: its name, its share from 0 to 1 and in words, its colours on light and dark paper. */
export interface Bar {
  name: string;
  share: number;
  text: string;
  color: string;
  color_dark: string;
}

/** What a gallery is told. */
export interface GalleryFacts {
  items: Item[];
  size: number;
  label: string;
  is_choice: boolean;
  selected: number;
  id: string;
  bars: Bar[] | null;
}

/** The number of a picture, and of which ones. */
export interface ChosenItem {
  index: number;
  id: string;
}

/** What a gallery tells. */
export interface GalleryTells {
  chosen: ChosenItem;
}

/** What the reopener is told: the path of every page below the app's address. */
export interface ReopenerFacts {
  pages: string[];
}

/** What the reopener tells: when the line stood again after it was cut. */
export interface ReopenerTells {
  back: number;
}

/** What the browser tells: a random name that it alone keeps, 36 characters. */
export interface VisitorTells {
  name: string;
}

/** What the browser is to write: on which page, the parts that may stand there, and those that do. */
export interface AddressFacts {
  page: string;
  names: string[];
  query: Record<string, string>;
}

/** A product with a kernel of [inputs, outputs]; kernel and bias are names of tensors. */
export interface DenseLayer {
  type: "dense";
  kernel: string;
  bias: string;
}

/** A 3x3 convolution as Keras has it, channels last, "same" padding; kernel and bias are names of tensors. */
export interface ConvolutionLayer {
  type: "conv2d" | "conv2d_transpose";
  kernel: string;
  bias: string;
  strides: number;
}

/** A function of every number, some with a slope or an offset; `slopes` names the tensor of prelu's. */
export interface ActivationLayer {
  type: "activation";
  name: "relu" | "gelu" | "silu" | "elu" | "tanh" | "sigmoid" | "leaky_relu" | "prelu" | "selu" | "softplus" | "softsign" | "exponential" | "hard_sigmoid" | "relu6" | "gelu_tanh" | "mish" | "softmax";
  slope?: number;
  offset?: number;
  slopes?: string;
}

/** Appends the class, or with `first` puts it first: a one among zeros for the others, or a share of each. */
export interface LabelLayer {
  type: "concatenate_labels";
  first?: boolean;
}

/** Gives the same numbers another shape. */
export interface ReshapeLayer {
  type: "reshape";
  shape: number[];
}

/** A convolution, kernel [height, width, inputs / groups, outputs]; kernel and bias are names of tensors. */
export interface AnyConvolutionLayer {
  type: "convolution";
  kernel: string;
  bias: string;
  strides: number[];
  padding: number[];
  dilation: number[];
  groups: number;
}

/** A transposed convolution, kernel [height, width, outputs, inputs]: (n - 1) * stride + height rows, then cropped. */
export interface AnyTransposedLayer {
  type: "transposed_convolution";
  kernel: string;
  bias: string;
  strides: number[];
  crop: number[];
}

/** x * scale + shift; both name tensors of one number, or of the shape that the values have in their last axes. */
export interface ScaleLayer {
  type: "scale";
  scale: string;
  shift: string;
}

/** Takes the mean and divides by the deviation of each of some groups of channels, then x * scale + shift. */
export interface NormaliseLayer {
  type: "normalise";
  groups: number;
  each_place: boolean;
  epsilon: number;
  scale: string;
  shift: string;
}

/** So many times as many rows and columns, repeated, or between the centres of pixels in straight lines. */
export interface UpsampleLayer {
  type: "upsample";
  factors: number[];
  method: "nearest" | "bilinear";
}

/** Another size: each new row is a mixture of the old ones, each column, too. */
export interface ResampleLayer {
  type: "resample";
  rows: string;
  columns: string;
}

/** The largest number or the mean of each window of `size`, of what lies in the picture. */
export interface PoolLayer {
  type: "pool";
  method: "max" | "average";
  size: number[];
  strides: number[];
  padding: number[];
}

/** A margin of zeros. */
export interface PadLayer {
  type: "pad";
  padding: number[];
}

/** Cuts a margin off. */
export interface CropLayer {
  type: "crop";
  crop: number[];
}

/** Another order of the axes, those of one point's values, from 0. */
export interface TransposeLayer {
  type: "transpose";
  axes: number[];
}

/** Gives values a name, under which a later layer finds them as they are here. */
export interface KeepLayer {
  type: "keep";
  as: string;
}

/** Adds or multiplies kept values; a side of 1 is repeated, both ways. */
export interface JoinLayer {
  type: "add" | "multiply";
  with: string;
}

/** Appends kept values along the last axis, or with `first` puts them first. */
export interface ConcatenateLayer {
  type: "concatenate";
  with: string;
  first?: boolean;
}

/** Goes on with so many numbers of kept values, counted along the last axis, in the place of what comes in. */
export interface PartLayer {
  type: "part";
  of: string;
  start: number;
  size: number;
}

/** A graph of ONNX, which ONNX Runtime evaluates and a browser does not; `model` names a tensor of its bytes. */
export interface GraphLayer {
  type: "graph";
  model: string;
  inputs: string[];
  shapes: number[][];
  outputs: string[];
  size: number;
  ends?: string;
  numbers?: number;
}
