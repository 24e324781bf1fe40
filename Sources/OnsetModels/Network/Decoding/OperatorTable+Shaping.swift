import OnsetCore

extension OperatorTable {
  /// Operators that move elements without looking at them.
  static let shaping: [String: Row] = [
    "Reshape": { node throws(OnsetError) in
      DecodedOperation(.reshape(allowsZero: try node.flag("allowzero")))
    },
    "Flatten": { node throws(OnsetError) in
      DecodedOperation(.flatten(axis: try node.integer("axis", default: 1)))
    },
    "Transpose": { node throws(OnsetError) in
      DecodedOperation(.transpose(permutation: try node.integers("perm")))
    },
    "Squeeze": { node throws(OnsetError) in
      DecodedOperation(.squeeze(axes: try node.integers("axes")))
    },
    "Unsqueeze": { node throws(OnsetError) in
      DecodedOperation(.unsqueeze(axes: try node.integers("axes")))
    },
    "Concat": { node throws(OnsetError) in
      DecodedOperation(.concatenate(axis: try node.integer("axis", default: 1)))
    },
    "Split": { node throws(OnsetError) in
      let count = try node.integer("num_outputs", default: node.outputCount)
      return DecodedOperation(
        .split(
          axis: try node.integer("axis", default: 0), sizes: try node.integers("split"),
          count: count))
    },
    "Slice": { node throws(OnsetError) in
      DecodedOperation(
        .slice(
          starts: try node.integers("starts"), ends: try node.integers("ends"),
          axes: try node.integers("axes")))
    },
    "Expand": { _ throws(OnsetError) in DecodedOperation(.expand) },
    "Tile": { _ throws(OnsetError) in DecodedOperation(.tile) },
    "Pad": { node throws(OnsetError) in
      DecodedOperation(
        .pad(
          mode: try node.text("mode", default: "constant"), pads: try node.integers("pads"),
          value: try node.real("value")))
    },
    "DepthToSpace": { node throws(OnsetError) in
      DecodedOperation(
        .depthToSpace(
          blockSize: try blockSize(of: node), mode: try node.text("mode", default: "DCR")))
    },
    "SpaceToDepth": { node throws(OnsetError) in
      DecodedOperation(
        .spaceToDepth(
          blockSize: try blockSize(of: node), mode: try node.text("mode", default: "DCR")))
    },
    "Resize": { node throws(OnsetError) in
      var attributes = node.asText()
      if node.opset < 11 {
        attributes["coordinate_transformation_mode"] = "asymmetric"
        attributes["nearest_mode"] = "floor"
      }
      var decoded = DecodedOperation(
        .resize(mode: try node.text("mode", default: "nearest"), attributes: attributes))
      // Opset 10 has no region of interest between the data and the scales.
      if node.opset < 11 { decoded.inputOrder = [0, nil, 1] }
      return decoded
    },
    "Upsample": { node throws(OnsetError) in
      var attributes = node.asText()
      attributes["coordinate_transformation_mode"] = "asymmetric"
      attributes["nearest_mode"] = "floor"
      var decoded = DecodedOperation(
        .resize(mode: try node.text("mode", default: "nearest"), attributes: attributes))
      decoded.inputOrder = [0, nil, 1]
      if let scales = try node.reals("scales") {
        decoded.constantInputs[2] = ConstantTensor(
          dtype: .float32, shape: Shape([scales.count]), elements: .reals(scales))
      }
      return decoded
    },
  ]

  private static func blockSize(of node: NodeAttributes) throws(OnsetError) -> Int {
    let size = try node.integer("blocksize", default: 1)
    guard size >= 1, size <= 1 << 20 else { throw node.error("\(size) is no block size") }
    return size
  }
}
