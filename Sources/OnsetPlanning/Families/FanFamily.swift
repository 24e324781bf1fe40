import OnsetCore
import OnsetModels
import OnsetSchemes

/// One classical rule for every kernel, with right fans: `he`, `glorot`, `lecun` and `orthogonal`.
///
/// Tables that are looked up have no fan-in to scale by: they start as N(0, 1/width), so that a row has
/// length 1, which also suits a head that shares the table.
struct FanFamily<Rule: FanRule>: SchemeFamily {
  static var name: String { Rule.name }

  func choice(for context: ParameterContext) throws(OnsetError) -> Choice {
    if let common = context.commonChoice() { return common }
    if let bias = try context.zeroBiasChoice() { return bias }
    switch context.entry.role {
    case .kernel where !context.isTiedEmbedding: return .draw(Rule.kernel, Rule.reason)
    case .recurrentInputKernel: return .draw(Rule.kernel, "\(Rule.reason), per gate")
    case .recurrentHiddenKernel: return .draw(Rule.recurrent, "\(Rule.reason), per gate")
    case .embedding, .kernel, .positionalTable:
      let width = Double(context.entry.shape.dimensions.last ?? 1)
      return .draw(
        .normal(standardDeviation: 1 / width.squareRoot()), "a table row starts with length 1")
    default: return .keep("no rule for this role")
    }
  }
}

/// A classical rule that depends on nothing but the fans.
protocol FanRule: Sendable {
  /// The family's name.
  static var name: String { get }
  /// The scheme of kernels.
  static var kernel: Scheme { get }
  /// The scheme of hidden-to-hidden kernels.
  static var recurrent: Scheme { get }
  /// Why, in a few words.
  static var reason: String { get }
}

extension FanRule {
  static var recurrent: Scheme { kernel }
}

/// He et al. 2015: keeps the second moment through ReLU.
enum HeRule: FanRule {
  static let name = "he"
  static let kernel = Scheme.heNormal()
  static let reason = "keeps E[z²] through ReLU"
}

/// Glorot and Bengio 2010: a compromise between both directions.
enum GlorotRule: FanRule {
  static let name = "glorot"
  static let kernel = Scheme.glorotUniform
  static let reason = "between both directions"
}

/// LeCun et al. 1998: keeps the second moment through a linear map.
enum LeCunRule: FanRule {
  static let name = "lecun"
  static let kernel = Scheme.leCunNormal
  static let reason = "keeps E[z²] through a linear map"
}

/// Saxe et al. 2014: all singular values equal.
enum OrthogonalRule: FanRule {
  static let name = "orthogonal"
  static let kernel = Scheme.orthogonal(gain: 1)
  static let reason = "all singular values equal"
}
