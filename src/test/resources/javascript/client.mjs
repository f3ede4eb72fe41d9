// What the test of the official JavaScript client runs: each line that it prints is something that worked.
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const [modules, namespace] = process.argv.slice(2);
const require = createRequire(pathToFileURL(`${modules}/`));
const k8s = await import(pathToFileURL(require.resolve('@kubernetes/client-node')).href);

const config = new k8s.KubeConfig();
config.loadFromDefault();
const core = config.makeApiClient(k8s.CoreV1Api);
const objects = k8s.KubernetesObjectApi.makeApiClient(config);
const body = (name) => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace }, data: { size: '1' } });

const seen = [];
const informer = k8s.makeInformer(config, `/api/v1/namespaces/${namespace}/configmaps`, () => core.listNamespacedConfigMap({ namespace }));
const followed = new Promise((done) => {
  const note = (event) => (map) => {
    if (map.metadata.name !== 'settings') return;
    seen.push(event);
    if (event === 'delete') done();
  };
  for (const event of ['add', 'update', 'delete']) informer.on(event, note(event));
});
await informer.start();

const created = await core.createNamespacedConfigMap({ namespace, body: body('settings') });
console.log(`created ${Boolean(created.metadata.uid)}`);
const read = await core.readNamespacedConfigMap({ namespace, name: 'settings' });
console.log(`read ${read.data.size}`);
const merged = await objects.patch({ ...body('settings'), data: { size: '2' } }, undefined, undefined, undefined, undefined, k8s.PatchStrategy.MergePatch);
console.log(`merged ${merged.data.size}`);
const applied = await objects.patch({ ...body('settings'), data: { color: 'blue' } }, undefined, undefined, 'script', true, k8s.PatchStrategy.ServerSideApply);
console.log(`applied ${applied.data.size} ${applied.data.color}`);
console.log(`owner ${applied.metadata.managedFields.find((entry) => entry.operation === 'Apply').manager}`);
await core.deleteNamespacedConfigMap({ namespace, name: 'settings' });
await followed;
await informer.stop();
console.log(`followed ${seen[0]} ${seen.at(-1)}`);
await core.readNamespacedConfigMap({ namespace, name: 'settings' }).catch((error) => console.log(`gone ${error.code}`));
process.exit(0);
