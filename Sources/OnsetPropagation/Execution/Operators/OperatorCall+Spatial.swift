import OnsetCore
import OnsetModels
import OnsetTensor

extension OperatorCall {
  func convolution() throws -> Tensor { throw unsupported("cannot be run yet") }
  func pooling() throws -> [Tensor] { throw unsupported("cannot be run yet") }
  func resize(_ mode: String, _ attributes: [String: String]) throws -> Tensor {
    throw unsupported("cannot be run yet")
  }
}
