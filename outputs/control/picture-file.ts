/** A picture file as the square of bytes that a program is given. Read in the page: it is sent nowhere. */
import { FILE_SIDE, type Picture } from "./pictures.ts";

/** Above this a file is a mistake more often than a picture, and would stop the page while it is read. */
const MOST_BYTES = 40 * 2 ** 20;

/** @returns the middle of the picture, or the sentence that says why there is none */
export async function readPicture(file: File): Promise<Picture | string> {
  const name = file.name === "" ? "This file" : file.name;
  if (file.size > MOST_BYTES) return `${name} is larger than 40 MB. Choose a smaller picture.`;
  let bitmap: ImageBitmap;
  try {
    bitmap = await createImageBitmap(file);
  } catch {
    return `${name} is no picture that this browser can read. Try a PNG or a JPEG.`;
  }
  const canvas = new OffscreenCanvas(FILE_SIDE, FILE_SIDE);
  const pen = canvas.getContext("2d");
  if (pen === null) return "This browser gave no canvas to read the picture with.";
  const side = Math.min(bitmap.width, bitmap.height);
  const [left, top] = [(bitmap.width - side) / 2, (bitmap.height - side) / 2];
  pen.imageSmoothingQuality = "high";
  // What is clear in the picture is white, as on paper.
  pen.fillStyle = "white";
  pen.fillRect(0, 0, FILE_SIDE, FILE_SIDE);
  pen.drawImage(bitmap, left, top, side, side, 0, 0, FILE_SIDE, FILE_SIDE);
  bitmap.close();
  const { data } = pen.getImageData(0, 0, FILE_SIDE, FILE_SIDE);
  return { side: FILE_SIDE, bytes: data.filter((_, at) => at % 4 !== 3) };
}
