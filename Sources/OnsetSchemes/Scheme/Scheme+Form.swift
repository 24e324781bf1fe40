import OnsetCore

extension Scheme {
  /// Reads a scheme from its written form.
  ///
  /// - Throws: `OnsetError` when a parameter is missing, of the wrong kind, or makes no sense.
  init(form: SchemeForm) throws(OnsetError) {
    switch form.description.name {
    case "zeros": self = .zeros
    case "ones": self = .ones
    case "constant": self = .constant(try form.number("value"))
    case "identity": self = .identity(gain: try form.number("gain"))
    case "dirac": self = .dirac(gain: try form.number("gain"))
    case "orthogonal": self = .orthogonal(gain: try form.number("gain"))
    case "deltaOrthogonal": self = .deltaOrthogonal(gain: try form.number("gain"))
    case "uniform", "normal", "truncatedNormal", "torchTruncatedNormal":
      self = try Self.draws(form)
    case "sparse":
      self = .sparse(
        Sparse(
          sparsity: try form.number("sparsity"),
          standardDeviation: try form.number("standardDeviation")))
    case "sinusoidal":
      self = .sinusoidal(
        Sinusoidal(scale: try form.number("scale"), mode: try form.word("mode", FanMode.self)))
    case "rowCentred":
      self = try form.scheme("base").rowCentred(share: form.number("share"))
    case "mirrored":
      self = try form.scheme("base").mirrored(form.word("units", Mirrored.Units.self))
    case "scaled": self = try form.scheme("base").scaled(by: form.number("factor"))
    case "blockwise":
      self = .blockwise(try form.parts("parts"), otherwise: try form.scheme("otherwise"))
    default: self = .varianceScaling(try VarianceScaling(form: form))
    }
    try validate()
  }

  private static func draws(_ form: SchemeForm) throws(OnsetError) -> Scheme {
    switch form.description.name {
    case "uniform":
      return .uniform(
        Uniform(
          lowerBound: try form.number("lowerBound"), upperBound: try form.number("upperBound")))
    case "normal":
      return .normal(
        mean: try form.number("mean"), standardDeviation: try form.number("standardDeviation"))
    case "truncatedNormal":
      return .truncatedNormal(
        mean: try form.number("mean"), standardDeviation: try form.number("standardDeviation"),
        bounds: try bounds(form, "lower", "upper"))
    default:
      return .truncatedNormal(
        TruncatedNormal(
          parentMean: try form.number("parentMean"),
          parentStandardDeviation: try form.number("parentStandardDeviation"),
          absoluteBounds: try bounds(form, "lowerBound", "upperBound")))
    }
  }

  private static func bounds(
    _ form: SchemeForm, _ lower: String, _ upper: String
  ) throws(OnsetError) -> ClosedRange<Double> {
    let (least, greatest) = (try form.number(lower), try form.number(upper))
    guard least < greatest else {
      throw OnsetError(
        .invalidValue, "\(lower) \(least) is not below \(upper) \(greatest)")
    }
    return least...greatest
  }

  /// The written form: the name, and every parameter, defaults included.
  var form: (name: String, arguments: [String: SchemeArgument]) {
    switch self {
    case .constant(let rule): rule.form
    case .identity(let rule): ("identity", ["gain": .number(rule.gain)])
    case .dirac(let rule): ("dirac", ["gain": .number(rule.gain)])
    case .uniform(let rule):
      (
        "uniform",
        ["lowerBound": .number(rule.lowerBound), "upperBound": .number(rule.upperBound)]
      )
    case .normal(let rule):
      (
        "normal",
        ["mean": .number(rule.mean), "standardDeviation": .number(rule.standardDeviation)]
      )
    case .truncatedNormal(let rule): rule.form
    case .varianceScaling(let rule): rule.form
    case .orthogonal(let rule): ("orthogonal", ["gain": .number(rule.gain)])
    case .deltaOrthogonal(let rule): ("deltaOrthogonal", ["gain": .number(rule.gain)])
    case .sparse(let rule):
      (
        "sparse",
        [
          "sparsity": .number(rule.sparsity),
          "standardDeviation": .number(rule.standardDeviation),
        ]
      )
    case .sinusoidal(let rule):
      ("sinusoidal", ["scale": .number(rule.scale), "mode": .word(rule.mode.rawValue)])
    case .rowCentred(let rule):
      ("rowCentred", ["base": .scheme(rule.base), "share": .number(rule.share)])
    case .mirrored(let rule):
      ("mirrored", ["base": .scheme(rule.base), "units": .word(rule.units.rawValue)])
    case .scaled(let rule):
      ("scaled", ["base": .scheme(rule.base), "factor": .number(rule.factor)])
    case .blockwise(let rule):
      ("blockwise", ["parts": .parts(rule.parts), "otherwise": .scheme(rule.otherwise)])
    }
  }
}

extension Constant {
  fileprivate var form: (name: String, arguments: [String: SchemeArgument]) {
    switch value {
    case 0 where value.sign == .plus: ("zeros", [:])
    case 1: ("ones", [:])
    default: ("constant", ["value": .number(value)])
    }
  }
}

extension TruncatedNormal {
  fileprivate var form: (name: String, arguments: [String: SchemeArgument]) {
    switch convention {
    case .realised:
      (
        "truncatedNormal",
        [
          "mean": .number(mean), "standardDeviation": .number(standardDeviation),
          "lower": .number(bounds.lowerBound), "upper": .number(bounds.upperBound),
        ]
      )
    case .parent:
      (
        "torchTruncatedNormal",
        [
          "parentMean": .number(mean), "parentStandardDeviation": .number(standardDeviation),
          "lowerBound": .number(bounds.lowerBound), "upperBound": .number(bounds.upperBound),
        ]
      )
    }
  }
}
