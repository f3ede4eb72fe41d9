// What the test of the official JavaScript client runs: each line that it prints is something that worked.
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const [modules, namespace, group] = process.argv.slice(2);
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

// Custom resources: of the definition that the test has made.
const custom = config.makeApiClient(k8s.CustomObjectsApi);
const gadgets = { group, version: 'v1', namespace, plural: 'gadgets' };
const gadget = (spec) => ({ apiVersion: `${group}/v1`, kind: 'Gadget', metadata: { name: 'gadget', namespace }, spec });
const madeGadget = await custom.createNamespacedCustomObject({ ...gadgets, body: gadget({}) });
console.log(`custom ${madeGadget.spec.size}`);
const gadgetInformer = k8s.makeInformer(config, `/apis/${group}/v1/namespaces/${namespace}/gadgets`, () => custom.listNamespacedCustomObject(gadgets));
const enlarged = new Promise((done) => {
  for (const event of ['add', 'update']) gadgetInformer.on(event, (seen) => seen.spec.size === 2 && done(seen.spec.size));
});
await gadgetInformer.start();
const patched = (object, strategy) => objects.patch(object, undefined, undefined, 'script', strategy === k8s.PatchStrategy.ServerSideApply ? true : undefined, strategy);
const appliedGadget = await patched(gadget({ color: 'blue' }), k8s.PatchStrategy.ServerSideApply);
console.log(`custom applied ${appliedGadget.spec.color} by ${appliedGadget.metadata.managedFields.find((entry) => entry.operation === 'Apply').manager}`);
const larger = await patched(gadget({ size: 2 }), k8s.PatchStrategy.MergePatch);
const status = await custom.replaceNamespacedCustomObjectStatus({ ...gadgets, name: 'gadget', body: { ...larger, status: { phase: 'Ready' } } });
console.log(`custom merged ${status.spec.size} ${status.status.phase}`);
await patched(gadget({ size: 10 }), k8s.PatchStrategy.MergePatch).catch((error) => console.log(`custom refused ${error.code}`));
console.log(`custom followed ${await enlarged}`);
await gadgetInformer.stop();

// A leader election: the client has no elector, but all that one needs.
const coordination = config.makeApiClient(k8s.CoordinationV1Api);
const lease = { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata: { name: 'script-lock', namespace }, spec: { leaseDurationSeconds: 10 } };
const free = await coordination.createNamespacedLease({ namespace, body: lease });
const take = (seen, holderIdentity) =>
  coordination.replaceNamespacedLease({ namespace, name: 'script-lock', body: { ...seen, spec: { ...seen.spec, holderIdentity, renewTime: new k8s.V1MicroTime() } } });
const taken = await take(free, 'first');
console.log(`leader ${taken.spec.holderIdentity}`);
await take(free, 'second').catch((error) => console.log(`refused ${error.code}`));
const renewed = await take(taken, 'first');
console.log(`renewed ${renewed.spec.holderIdentity}`);
process.exit(0);
