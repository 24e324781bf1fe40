import OnsetModels

extension Operation {
  /// ONNX's name of an operator that reads weights, for reports.
  var onnxName: String {
    switch self {
    case .convolution: "Conv"
    case .transposedConvolution: "ConvTranspose"
    case .gemm: "Gemm"
    case .matMul: "MatMul"
    case .einsum: "Einsum"
    case .gather: "Gather"
    case .binary(.multiply): "Mul"
    case .binary(.add): "Add"
    case .batchNormalization: "BatchNormalization"
    case .layerNormalization: "LayerNormalization"
    case .rmsNormalization: "RMSNormalization"
    case .instanceNormalization: "InstanceNormalization"
    case .groupNormalization: "GroupNormalization"
    case .recurrent(let attributes): attributes.cell.rawValue.uppercased()
    case .attention: "Attention"
    case .unknown(let domain, let type): domain.isEmpty ? type : "\(domain).\(type)"
    case .concatenate: "Concat"
    default:
      // Most cases are called as ONNX calls the operator.
      "\(self)".prefix(1).uppercased() + "\(self)".prefix { $0 != "(" }.dropFirst()
    }
  }
}
