import OnsetCore
import Testing

@Suite struct OnsetErrorTests {
  @Test func theDescriptionIsOneSentence() {
    let error = OnsetError(
      .invalidFile, "the header claims 8 bytes but the file has 3", at: "m.safetensors",
      fix: "download the file again")
    #expect(
      error.description
        == "m.safetensors: the header claims 8 bytes but the file has 3; download the file again.")
    #expect(OnsetError(.notFound, "it is gone").description == "it is gone.")
    #expect(OnsetError(.notFound, "no 'a'", fix: "did you mean 'b'?").description.hasSuffix("'b'?"))
  }

  @Test func placesNest() {
    let inner = OnsetError(.shapeMismatch, "wrong", at: "conv1.weight")
    let outer = inner.within("model.onnx")
    #expect(outer.description == "model.onnx: conv1.weight: wrong.")
    #expect(outer.code == .shapeMismatch)
    #expect(OnsetError(.notFound, "gone").within("x").place == "x")
  }
}
