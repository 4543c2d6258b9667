import { signAll } from './sign-all.ts'
import type { Vectors } from './vectors.ts'

const worker = {
  async fetch(request: Request): Promise<Response> {
    return Response.json(await signAll((await request.json()) as Vectors))
  },
}

// biome-ignore lint/style/noDefaultExport: a Worker's module is called by its default export
export default worker
