import OnsetCore

/// Tells from a weight's elements by which usual scheme they were drawn.
struct SchemeRecognizer {
  /// The distribution that the fourth moment points to.
  private enum Form {
    case normal, truncated, uniform

    /// E[(w − m)⁴] / Var²; 2.365 is that of a normal distribution cut at two deviations.
    var kurtosis: Double {
      switch self {
      case .normal: 3
      case .truncated: 2.365
      case .uniform: 1.8
      }
    }

    /// The deviation of the measured kurtosis times √N.
    var spread: Double {
      switch self {
      case .normal: 24.0.squareRoot()
      case .truncated: 2
      case .uniform: 1
      }
    }
  }

  /// Deviations by which a measured number may miss: one weight in 16,000 is then not recognised.
  private static let tolerance = 4.0
  /// Fewer elements than this have no shape to speak of.
  private static let fewest = 16

  private let profile: WeightProfile
  private let fans: Fans?

  /// Prepares to recognise a weight.
  ///
  /// - Parameters:
  ///   - profile: The measured elements.
  ///   - fans: The weight's fans; `nil` where it has none.
  init(_ profile: WeightProfile, fans: Fans?) {
    self.profile = profile
    self.fans = fans
  }

  /// The scheme, such as `kaimingUniform(a: 2.236)`; `nil` where none fits.
  var scheme: String? {
    if let planned = profile.plannedScheme { return planned }
    guard profile.firstNonFinite == nil, profile.count > 0 else { return nil }
    if profile.isConstant {
      return profile.mean == 0
        ? "zeros" : profile.mean == 1 ? "ones" : "constant(\(Self.number(profile.mean)))"
    }
    if let gain = profile.orthogonalGain { return "orthogonal(gain: \(Self.number(gain)))" }
    guard profile.count >= Self.fewest, isCentred else { return nil }
    let nearest = forms.flatMap(candidates).min { $0.score < $1.score }
    if let nearest { return nearest.name }
    // A small sample fits several distributions; a cut one is the least likely.
    guard let form = forms.first(where: { $0 != .truncated }) ?? forms.first else { return nil }
    switch form {
    case .uniform:
      return "uniform(\(Self.number(profile.standardDeviation * 3.0.squareRoot())))"
    case .normal: return "normal(\(Self.number(profile.standardDeviation)))"
    case .truncated: return "truncatedNormal(\(Self.number(profile.standardDeviation)))"
    }
  }

  /// Whether the mean is zero within its error.
  private var isCentred: Bool {
    abs(profile.mean)
      <= Self.tolerance * profile.standardDeviation / Double(profile.count).squareRoot()
  }

  /// The distributions that the fourth moment agrees with, the nearest first.
  private var forms: [Form] {
    let root = Double(profile.count).squareRoot()
    return [Form.uniform, .truncated, .normal].filter {
      abs(profile.kurtosis - $0.kurtosis) <= Self.tolerance * $0.spread / root
    }.sorted { score($0) < score($1) }
  }

  private func score(_ form: Form) -> Double {
    abs(profile.kurtosis - form.kurtosis) / form.spread
  }

  /// The usual schemes of a form whose deviation agrees, with how far deviation and fourth moment are off.
  private func candidates(_ form: Form) -> [(name: String, score: Double)] {
    let count = Double(profile.count)
    let error = ((form.kurtosis - 1) / (4 * count)).squareRoot()
    let shape = score(form) * count.squareRoot()
    return Self.usual(form, fans).compactMap { name, deviation in
      let size = abs(profile.standardDeviation / deviation - 1) / error
      let isInside =
        form != .uniform || profile.largest <= Self.uniformBound * deviation * (1 + 1e-5)
      guard size <= Self.tolerance, isInside else { return nil }
      return (name, (size * size + shape * shape).squareRoot())
    }
  }

  /// The bound of a uniform distribution in deviations.
  private static let uniformBound = 3.0.squareRoot()

  private static func usual(_ form: Form, _ fans: Fans?) -> [(String, Double)] {
    let fixed: [(String, Double)] =
      switch form {
      case .normal: [("normal(0.02)", 0.02), ("normal(0.01)", 0.01), ("normal(1)", 1)]
      case .truncated: [("truncatedNormal(0.02)", 0.02), ("truncatedNormal(0.01)", 0.01)]
      case .uniform: [("uniform(0.05)", 0.05 / 3.0.squareRoot())]
      }
    guard let fans, fans.fanIn > 0, fans.fanOut > 0 else { return fixed }
    let rules: [(String, Double)] =
      switch form {
      case .uniform:
        [
          ("kaimingUniform(a: 2.236)", 1 / (3 * fans.fanIn)), ("heUniform", 2 / fans.fanIn),
          ("glorotUniform", 1 / fans.average), ("leCunUniform", 1 / fans.fanIn),
        ]
      case .normal:
        [
          ("heNormal", 2 / fans.fanIn), ("heNormal(mode: fanOut)", 2 / fans.fanOut),
          ("leCunNormal", 1 / fans.fanIn), ("glorotNormal", 1 / fans.average),
        ]
      case .truncated:
        [
          ("leCunNormal(truncated)", 1 / fans.fanIn), ("heNormal(truncated)", 2 / fans.fanIn),
          ("glorotNormal(truncated)", 1 / fans.average),
        ]
      }
    return rules.map { ($0.0, $0.1.squareRoot()) } + fixed
  }

  /// A number with four significant digits at most.
  static func number(_ value: Double) -> String {
    let rounded = value.rounded(toDigits: 4)
    return rounded == rounded.rounded() && abs(rounded) < 1e9
      ? "\(Int(rounded))" : "\(rounded)"
  }
}
