//! nianbao-form
