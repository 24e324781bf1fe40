public import OnsetCore

/// Every scheme that a recipe can name, with its formula, its parameters and its source.
///
/// The coding of ``Scheme`` is driven by this list: a name or a parameter that is not here is refused.
public enum SchemeCatalog {
  /// The schemes in the order in which they are presented.
  public static let all: [SchemeDescription] = fixed + draws + scaling + matrices + wrappers

  /// The scheme of a name or alias; capitals, hyphens and underscores do not matter.
  ///
  /// - Throws: `OnsetError` that names the nearest scheme when there is none of that name.
  public static func description(named name: String) throws(OnsetError) -> SchemeDescription {
    let wanted = plain(name)
    let found = all.first { ([$0.name] + $0.aliases).contains { plain($0) == wanted } }
    if let found { return found }
    let nearest = NearestName.suggestion(for: name, among: all.flatMap { [$0.name] + $0.aliases })
    throw OnsetError(
      .invalidArgument, "there is no scheme '\(name)'",
      fix: nearest.map { "did you mean '\($0)'?" } ?? "run `onset schemes` for the list")
  }

  private static func plain(_ name: String) -> String {
    name.lowercased().filter { $0 != "_" && $0 != "-" }
  }

  private static let gain = SchemeDescription.Parameter(
    "gain", "what the result is multiplied by", default: .number(1))
  private static let mean = SchemeDescription.Parameter("mean", "mean", default: .number(0))
  private static let deviation = SchemeDescription.Parameter(
    "standardDeviation", "standard deviation of the draws")
  private static let base = SchemeDescription.Parameter(
    "base", "the scheme that it changes", .scheme)

  private static func mode(_ fan: FanMode) -> SchemeDescription.Parameter {
    .init("mode", "fanIn, fanOut or fanAverage", .word, default: .word(fan.rawValue))
  }

  private static let fixed: [SchemeDescription] = [
    .init("zeros", "w = 0"),
    .init("ones", "w = 1"),
    .init("constant", "w = value", [.init("value", "the number")]),
    .init(
      "identity", aliases: ["eye"], "w = gain · I in every block", [gain],
      reference: "Le, Jaitly & Hinton 2015, arXiv:1504.00941"),
    .init(
      "dirac", "w = gain · I at the window's centre, 0 elsewhere, per group", [gain],
      reference: "Zagoruyko & Komodakis 2017, arXiv:1706.00388"),
  ]

  private static let draws: [SchemeDescription] = [
    .init(
      "uniform", "w ~ U(lowerBound, upperBound)",
      [.init("lowerBound", "least value"), .init("upperBound", "greatest value")]),
    .init("normal", "w ~ N(mean, standardDeviation²)", [mean, deviation]),
    .init(
      "truncatedNormal",
      "w ~ N cut at lower and upper deviations of the parent; deviation exact after the cut",
      [
        mean, deviation,
        .init("lower", "lower cut in deviations of the parent", default: .number(-2)),
        .init("upper", "upper cut in deviations of the parent", default: .number(2)),
      ]),
    .init(
      "torchTruncatedNormal", aliases: ["truncNormal"],
      "w ~ N(parentMean, parentStandardDeviation²) cut at values, as PyTorch's trunc_normal_",
      [
        .init("parentMean", "mean before the cut", default: .number(0)),
        .init("parentStandardDeviation", "standard deviation before the cut"),
        .init("lowerBound", "least value", default: .number(-2)),
        .init("upperBound", "greatest value", default: .number(2)),
      ]),
  ]

  private static let glorot = "Glorot & Bengio 2010, proceedings.mlr.press/v9/glorot10a"
  private static let he = "He, Zhang, Ren & Sun 2015, doi:10.1109/ICCV.2015.123"
  private static let leCun = "LeCun, Bottou, Orr & Müller 1998, doi:10.1007/3-540-49430-8_2"
  private static let slope = SchemeDescription.Parameter(
    "negativeSlope", "a, the rectifier's slope below zero", default: .number(0))

  private static let scaling: [SchemeDescription] = [
    .init(
      "varianceScaling", "Var[w] = scale / fan",
      [
        .init("scale", "variance times fan"), mode(.fanIn),
        .init(
          "distribution", "normal, truncatedNormal, uniform or sign", .word,
          default: .word("normal")),
      ]),
    .init(
      "glorotNormal", aliases: ["xavierNormal"], "Var[w] = 2 gain² / (fan-in + fan-out), normal",
      [gain], reference: glorot),
    .init(
      "glorotUniform", aliases: ["xavierUniform"],
      "Var[w] = 2 gain² / (fan-in + fan-out), uniform", [gain], reference: glorot),
    .init(
      "heNormal", aliases: ["kaimingNormal"], "Var[w] = 2 / ((1 + a²) fan), normal",
      [mode(.fanIn), slope], reference: he),
    .init(
      "heUniform", aliases: ["kaimingUniform"], "Var[w] = 2 / ((1 + a²) fan), uniform",
      [mode(.fanIn), slope], reference: he),
    .init("leCunNormal", "Var[w] = gain² / fan-in, normal", [gain], reference: leCun),
    .init("leCunUniform", "Var[w] = gain² / fan-in, uniform", [gain], reference: leCun),
  ]

  private static let matrices: [SchemeDescription] = [
    .init(
      "orthogonal", "w = gain · Q, Q uniform with QᵀQ = I (wide: QQᵀ = I), per block", [gain],
      reference: "Saxe, McClelland & Ganguli 2014, arXiv:1312.6120"),
    .init(
      "deltaOrthogonal", "w = gain · Q at the window's centre, 0 elsewhere, per group", [gain],
      reference: "Xiao et al. 2018, arXiv:1806.05393"),
    .init(
      "sparse", "w ~ N(0, standardDeviation²) on a share 1 − sparsity of each unit's inputs",
      [.init("sparsity", "share of zeros per unit"), deviation],
      reference: "Martens 2010, cs.toronto.edu/~jmartens/docs/Deep_HessianFree.pdf"),
    .init(
      "sinusoidal", "rows are sine waves, Var[w] = scale / fan",
      [.init("scale", "variance times fan", default: .number(1)), mode(.fanAverage)],
      reference: "Fernández-Hernández et al. 2025, arXiv:2505.12909"),
  ]

  private static let wrappers: [SchemeDescription] = [
    .init(
      "rowCentred", aliases: ["rowCentered"], "w = base − (1 − √(1 − share)) · mean of its row",
      [base, .init("share", "κ, share of the inputs' mean removed", default: .number(1))],
      reference: "Huang et al. 2017, doi:10.1109/ICCV.2017.305"),
    .init(
      "mirrored", "w = [A, −A; −A, A] with A drawn by base: units in pairs",
      [
        base,
        .init("units", "what is paired: outputs, inputs or both", .word, default: .word("both")),
      ],
      reference: "Balduzzi et al. 2017, arXiv:1702.08591"),
    .init("scaled", "w = factor · base", [base, .init("factor", "what multiplies it")]),
    .init(
      "blockwise", "a scheme for each packed part: gates, q, k and v",
      [
        .init("parts", "schemes by the part's name", .parts),
        .init("otherwise", "the scheme of all other parts", .scheme),
      ]),
  ]
}
