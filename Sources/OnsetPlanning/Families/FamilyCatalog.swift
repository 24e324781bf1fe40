import OnsetCore
import OnsetTheory

/// The scheme families that the command line knows by name.
public struct FamilyDescription: Hashable, Sendable, Codable {
  /// The name on the command line.
  public let name: String
  /// What it does to kernels, in one line.
  public let formula: String
  /// Where it comes from.
  public let reference: String

  /// All families, the default first.
  public static let all: [FamilyDescription] = [
    FamilyDescription(
      name: AutoFamily.name,
      formula:
        "weights, biases and row means where the criticality solver keeps signals and gradients in "
        + "chains without norms; fan-in before norms; zero-gamma; each gate alone",
      reference:
        "this project, on Poole et al. 2016, arXiv:1606.05340; Goyal et al. 2017, arXiv:1706.02677"),
    FamilyDescription(
      name: HeRule.name, formula: "N(0, 2/fan-in) for every kernel",
      reference: "He et al. 2015, arXiv:1502.01852"),
    FamilyDescription(
      name: GlorotRule.name, formula: "U(±√(6/(fan-in + fan-out))) for every kernel",
      reference: "Glorot and Bengio 2010, AISTATS 9"),
    FamilyDescription(
      name: LeCunRule.name, formula: "N(0, 1/fan-in) for every kernel",
      reference: "LeCun et al. 1998, doi:10.1007/3-540-49430-8_2"),
    FamilyDescription(
      name: OrthogonalRule.name, formula: "QᵀQ = 1, Haar measure, each block on its own",
      reference: "Saxe et al. 2014, arXiv:1312.6120; Mezzadri 2007, arXiv:math-ph/0609050"),
    FamilyDescription(
      name: PyTorchDefaults.name, formula: "what torch.nn modules draw when they are made",
      reference: "PyTorch 2.13, torch.nn.modules"),
    FamilyDescription(
      name: KerasDefaults.name, formula: "what Keras layers draw when they are built",
      reference: "Keras 3, keras.layers"),
    FamilyDescription(
      name: FlaxDefaults.name, formula: "what Flax modules draw when they are initialized",
      reference: "Flax, flax.linen; jax.nn.initializers"),
    FamilyDescription(
      name: KeepFamily.name, formula: "nothing is drawn, every tensor stays as it is",
      reference: "-"),
  ]

  /// The family of a name.
  ///
  /// - Throws: `OnsetError` that lists the names, with the nearest one as the fix.
  static func family(
    named name: String, for model: ModelContext, biases: CriticalitySolver.Biases
  ) throws(OnsetError) -> any SchemeFamily {
    if name == AutoFamily.name { return try AutoFamily(for: model, biases: biases) }
    let families: [any SchemeFamily] = [
      FanFamily<HeRule>(), FanFamily<GlorotRule>(), FanFamily<LeCunRule>(),
      FanFamily<OrthogonalRule>(), PyTorchDefaults(), KerasDefaults(), FlaxDefaults(), KeepFamily(),
    ]
    if let family = families.first(where: { type(of: $0).name == name }) { return family }
    let names = all.map(\.name)
    let nearest = NearestName.of(name, among: names) ?? AutoFamily.name
    throw OnsetError(
      .invalidArgument, "there is no scheme family '\(name)'",
      fix: "did you mean '\(nearest)'? the families are \(names.joined(separator: ", "))")
  }
}

/// Leaves every tensor as it is.
struct KeepFamily: SchemeFamily {
  static let name = "keep"

  func choice(for context: ParameterContext) throws(OnsetError) -> Choice {
    .keep("the family is keep")
  }
}
