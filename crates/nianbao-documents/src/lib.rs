//! nianbao-documents
