import { readWaits, type Waits } from './read-waits.ts'

const worker = {
  async fetch(request: Request): Promise<Response> {
    return Response.json(await readWaits((await request.json()) as Waits))
  },
}

// biome-ignore lint/style/noDefaultExport: a Worker's module is called by its default export
export default worker
