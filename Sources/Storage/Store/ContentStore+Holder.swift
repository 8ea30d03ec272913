package import ContentAddressing
import Core

extension ContentStore: InputHolder {
    package func hold(_ roots: [CID], for name: String) async {
        for root in roots { await useInput(root, by: name) }
    }

    package func release(_ name: String) { releaseInputs(of: name) }
}
