//! What a PDF file draws: glyphs and lines, as its interpreter reports them.

use hayro_interpret::font::GlyphRun;
use hayro_interpret::hayro_cmap::BfString;
use hayro_interpret::hayro_syntax::Pdf;
use hayro_interpret::kurbo::{Affine, BezPath, PathEl, Point, Rect, Shape};
use hayro_interpret::{
    BlendMode, ClipPath, Context, Device, DrawMode, DrawProps, Image, ImageDrawProps, InterpreterCache,
    InterpreterSettings, SoftMask, TransformExt, interpret_page,
};

use crate::print::{MOST_GLYPHS, Printed, Sheet};

/// Reads all pages; `None` if they hold more than any report.
pub(super) fn print(pdf: &Pdf) -> Option<Vec<Printed>> {
    let mut out = Vec::new();
    let mut all = 0;
    for sheet in sheets(pdf) {
        all += sheet.len();
        if all > MOST_GLYPHS {
            return None;
        }
        out.push(sheet.printed());
    }
    Some(out)
}

/// The pages, each drawn when it is asked for.
pub(super) fn sheets(pdf: &Pdf) -> impl Iterator<Item = Sheet> {
    let cache = InterpreterCache::new();
    pdf.pages().iter().map(move |page| {
        let (width, height) = page.render_dimensions();
        let mut sheet = Sheet::default();
        let mut context = Context::new(
            page.initial_transform(true).to_kurbo(),
            Rect::new(0.0, 0.0, f64::from(width), f64::from(height)),
            &cache,
            page.xref(),
            InterpreterSettings::default(),
        );
        interpret_page(page, &mut context, &mut sheet);
        sheet
    })
}

fn shape(sheet: &mut Sheet, bounds: Rect) {
    sheet.shape((bounds.x0, bounds.y0), (bounds.x1, bounds.y1));
}

impl<'a> Device<'a> for Sheet {
    fn draw_path(&mut self, path: &BezPath, props: DrawProps<'a>, mode: &DrawMode) {
        if self.is_full() {
            return;
        }
        let path = props.transform * path.clone();
        match mode {
            DrawMode::Stroke(_) => {
                for segment in path.segments() {
                    shape(self, segment.bounding_box());
                }
            }
            // A thin area is a line; a large one is a background.
            DrawMode::Fill(_) | DrawMode::FillAndStroke(..) => {
                for part in parts(&path) {
                    shape(self, part.bounding_box());
                }
            }
            DrawMode::Invisible => {}
        }
    }

    fn push_clip_path(&mut self, _: &ClipPath) {}

    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {}

    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, 'a>, props: DrawProps<'a>, _: &DrawMode) {
        for glyph in run.glyphs() {
            let place: Affine = props.transform * glyph.transform();
            let origin = place * Point::ZERO;
            let size = (place * Point::new(0.0, 1000.0) - origin).hypot();
            let at = (origin.x, origin.y);
            match glyph.as_unicode() {
                Some(BfString::Char(c)) => self.glyph(c.encode_utf8(&mut [0; 4]), at, size),
                Some(BfString::String(text)) => self.glyph(&text, at, size),
                None => self.unknown(at, size),
            }
        }
    }

    fn draw_image(&mut self, _: Image<'a, '_>, _: ImageDrawProps<'a>) {}

    fn pop_clip(&mut self) {}

    fn pop_transparency_group(&mut self) {}
}

/// The closed parts of a path.
fn parts(path: &BezPath) -> Vec<BezPath> {
    let mut out: Vec<BezPath> = Vec::new();
    for element in path.elements() {
        if matches!(element, PathEl::MoveTo(_)) || out.is_empty() {
            out.push(BezPath::new());
        }
        if let Some(last) = out.last_mut()
            && (matches!(element, PathEl::MoveTo(_)) || !last.elements().is_empty())
        {
            last.push(*element);
        }
    }
    out
}
