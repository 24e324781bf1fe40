import OnsetCore

extension OperatorTable {
  /// Linear maps.
  static let linear: [String: Row] = [
    "Conv": { node throws(OnsetError) in
      DecodedOperation(.convolution(try convolution(node)))
    },
    "ConvTranspose": { node throws(OnsetError) in
      DecodedOperation(
        .transposedConvolution(
          try convolution(node), outputPadding: try node.integers("output_padding") ?? [],
          outputShape: try node.integers("output_shape")))
    },
    "Gemm": { node throws(OnsetError) in
      DecodedOperation(
        .gemm(
          alpha: try node.real("alpha", default: 1), beta: try node.real("beta", default: 1),
          transposeA: try node.flag("transA"), transposeB: try node.flag("transB")))
    },
    "MatMul": { _ throws(OnsetError) in DecodedOperation(.matMul) },
    "Einsum": { node throws(OnsetError) in
      DecodedOperation(.einsum(equation: try node.text("equation", default: "")))
    },
  ]

  private static func convolution(
    _ node: NodeAttributes
  ) throws(OnsetError) -> ConvolutionAttributes {
    var attributes = ConvolutionAttributes()
    attributes.groups = try node.integer("group", default: 1)
    guard attributes.groups >= 1 else {
      throw node.error("a convolution cannot have \(attributes.groups) groups")
    }
    attributes.strides = try positive("strides", of: node)
    attributes.dilations = try positive("dilations", of: node)
    attributes.kernelShape = try positive("kernel_shape", of: node)
    attributes.pads = try node.integers("pads") ?? []
    attributes.autoPad = try autoPad(of: node)
    return attributes
  }

  /// A list of positive numbers, empty when absent.
  static func positive(_ name: String, of node: NodeAttributes) throws(OnsetError) -> [Int] {
    let values = try node.integers(name) ?? []
    guard values.allSatisfy({ $0 >= 1 && $0 <= Int(Int32.max) }) else {
      throw node.error("\(name) \(values) of \(node.type) must be positive")
    }
    return values
  }

  /// The rule for padding that is not given in numbers.
  static func autoPad(of node: NodeAttributes) throws(OnsetError) -> AutoPad {
    let text = try node.text("auto_pad", default: AutoPad.notSet.rawValue)
    guard let rule = AutoPad(rawValue: text.isEmpty ? AutoPad.notSet.rawValue : text) else {
      throw node.error("'\(text)' is no rule for padding")
    }
    return rule
  }
}
