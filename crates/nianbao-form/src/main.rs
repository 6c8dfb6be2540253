//! Mounts the validator.

fn main() {
    nianbao_form::mount();
}
